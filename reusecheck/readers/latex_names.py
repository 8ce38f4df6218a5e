"""What LaTeX's commands and environments mean, as far as prose is concerned.

The arguments of a command are written as letters, in order: ``o`` an option in brackets and ``m`` an argument in
braces that are not prose, ``k`` an argument that is. A star is always allowed. Sources: LaTeX2e unofficial reference
manual (latexref.xyz), and the manuals of the packages csquotes, biblatex, natbib, hyperref, multirow, epigraph.
"""

from __future__ import annotations

# One character behind the backslash
CHARACTERS = {
    **{c: c for c in "%&$#_{}"},
    **dict.fromkeys(" \t\n\r;:>", " "),
    "\r\n": " ",
    ",": "\u2009",
    **dict.fromkeys("-/@!+<", ""),
}

# What stands for a character by its name. TeX drops the space behind it.
SYMBOLS = {
    "ss": "ß", "SS": "SS", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å",
    "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ",
    "ng": "ŋ", "NG": "Ŋ", "ij": "ij", "IJ": "IJ", "S": "§", "P": "¶", "copyright": "©", "textcopyright": "©",
    "pounds": "£", "textsterling": "£", "euro": "€", "texteuro": "€", "EUR": "€", "dag": "†", "ddag": "‡",
    "textdagger": "†", "textdaggerdbl": "‡", "dots": "…", "ldots": "…", "textellipsis": "…", "textdots": "…",
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "lq": "‘",
    "rq": "’", "quotedblbase": "„", "quotesinglbase": "‚", "textquotedbl": '"', "textquotesingle": "'",
    "guillemotleft": "«", "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»", "guilsinglleft": "‹",
    "guilsinglright": "›", "glqq": "„", "grqq": "“", "glq": "‚", "grq": "‘", "flqq": "«", "frqq": "»", "flq": "‹",
    "frq": "›", "og": "« ", "fg": " »", "textendash": "–", "textemdash": "—", "textbackslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textbar": "|", "textless": "<",
    "textgreater": ">", "textdollar": "$", "textdegree": "°", "degree": "°", "textregistered": "®",
    "texttrademark": "™", "textbullet": "•", "textperiodcentered": "·", "textsection": "§", "textparagraph": "¶",
    "textexclamdown": "¡", "textquestiondown": "¿", "textbraceleft": "{", "textbraceright": "}", "lbrack": "[",
    "rbrack": "]", "slash": "/", "textvisiblespace": " ", "LaTeX": "LaTeX", "TeX": "TeX", "LaTeXe": "LaTeX",
    "BibTeX": "BibTeX", "XeTeX": "XeTeX", "LuaTeX": "LuaTeX", "nobreakdash": "", "allowbreak": "",
    "quad": " ", "qquad": " ", "enspace": " ", "enskip": " ", "thinspace": "\u2009", "space": " ", "nobreakspace": " ",
    "hfill": " ", "hfil": " ", "hss": " ", "dotfill": " ", "hrulefill": " ", "xspace": "", "ignorespaces": "",
    "textordfeminine": "ª", "textordmasculine": "º", "textonehalf": "½", "textonequarter": "¼", "textmu": "µ",
    "textasciigrave": "`", "textasciiacute": "´", "textperthousand": "‰", "textmacron": "¯", "texttimes": "×",
    "relax": "", "protect": "", "leavevmode": "", "noindent": "", "indent": "", "unskip": "", "null": "",
    "sloppy": "", "fussy": "", "centering": "", "raggedright": "", "raggedleft": "", "normalfont": "", "bfseries": "",
    "mdseries": "", "itshape": "", "slshape": "", "scshape": "", "upshape": "", "rmfamily": "", "sffamily": "",
    "ttfamily": "", "em": "", "bf": "", "it": "", "sl": "", "sc": "", "rm": "", "sf": "", "tt": "", "selectfont": "",
    "tiny": "", "scriptsize": "", "footnotesize": "", "small": "", "normalsize": "", "large": "", "Large": "",
    "LARGE": "", "huge": "", "Huge": "", "boldmath": "", "unboldmath": "", "frenchspacing": "", "nonfrenchspacing": "",
}  # fmt: skip

# An accent and the combining character that means it
ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "c": "\u0327", "k": "\u0328", "b": "\u0331",
    "d": "\u0323",
}  # fmt: skip

# Ligatures of TeX's fonts, and two marks of babel's
LIGATURES = {
    "---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’", ",,": "„", "<<": "«", ">>": "»", '"`': "„",
    "\"'": "“", "?`": "¿", "!`": "¡", "~": "\xa0",
}  # fmt: skip

# What stands behind a straight quotation mark in German, as babel reads it
GERMAN = {
    **dict(zip("aouAOUsz", "äöüÄÖÜßß", strict=True)), "=": "-", "~": "-", "<": "«", ">": "»",
    **dict.fromkeys('-|"', ""),
}  # fmt: skip

HEADINGS = frozenset(
    (
        *("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph", "minisec"),
        *("addpart", "addchap", "addsec", "frametitle", "framesubtitle"),
    )
)
NOTES = frozenset(("footnote", "endnote", "sidenote", "marginpar", "marginnote", "footnotetext", "endnotetext"))
CAPTIONS = frozenset(("caption", "subcaption", "captionof", "captionabove", "captionbelow", "legend"))
# The source of a quotation, inside its environment: memoir, quotchap, attrib and others
ATTRIBUTIONS = frozenset(("attrib", "attribution", "sourceatright", "qauthor", "epigraphsource", "quotesource"))
BREAKS = frozenset(("par", "bigskip", "medskip", "smallskip", "newpage", "clearpage", "cleardoublepage", "endgraf"))
LINE_BREAKS = frozenset(("\\", "newline", "linebreak", "tabularnewline"))
DEFINITIONS = frozenset(
    (
        *("newcommand", "renewcommand", "providecommand", "DeclareRobustCommand", "NewDocumentCommand"),
        *("RenewDocumentCommand", "ProvideDocumentCommand", "DeclareDocumentCommand"),
    )
)
ENVIRONMENT_DEFINITIONS = frozenset(("newenvironment", "renewenvironment", "provideenvironment"))
# What they hold is not shown, or struck out; a note of what is to be done is none of the text
HIDING = frozenset(("phantom", "hphantom", "vphantom", "invisible", "todo", "sout", "xout"))
TEXT_IN_MATH = frozenset(
    ("text", "mbox", "hbox", "textrm", "textnormal", "textit", "textbf", "textsf", "texttt", "intertext")
)
NO_CITATIONS = frozenset(
    ("nocite", "citestyle", "setcitestyle", "citereset", "defcitealias", "newcite", "bibcite", "DeclareCiteCommand")
)

ARGUMENTS = {
    **dict.fromkeys(
        (
            *("label", "ref", "pageref", "eqref", "autoref", "nameref", "cref", "Cref", "vref", "vpageref"),
            *("vspace", "hspace", "addvspace", "vskip", "pagestyle", "thispagestyle", "pagenumbering", "input"),
            *("include", "includeonly", "subfile", "import", "bibliographystyle", "graphicspath", "geometry"),
            *("hypersetup", "lstset", "setstretch", "linespread", "fontfamily", "fontseries", "fontshape"),
            *("enlargethispage", "theoremstyle", "usetikzlibrary", "pgfplotsset", "tikzset", "usebox", "typeout"),
            *("stepcounter", "refstepcounter", "cline", "noalign", "hyphenation", "urlstyle", "usetheme", "nocite"),
            *("setmainlanguage", "setotherlanguage", "ensuremath", "counterwithin", "newlength", "newsavebox"),
            *("AtBeginDocument", "AtEndDocument", "markright", "citestyle", "setcitestyle", "usecolortheme"),
            *("DeclareLanguageMapping", "ExecuteBibliographyOptions", "setdefaultlanguage", "arabic", "roman", "value"),
        ),
        "m",
    ),
    **dict.fromkeys(
        ("index", "selectlanguage", "color", "pagecolor", "includegraphics", "documentclass", "captionsetup"), "oom"
    ),
    **dict.fromkeys(("lstinputlisting", "verbatiminput", "newcounter", "titleformat", "includepdf", "geometry"), "omo"),
    **dict.fromkeys(
        (
            *("setlength", "addtolength", "setcounter", "addtocounter", "markboth", "addtocontents", "fontsize"),
            *("settowidth", "settoheight", "DeclareMathOperator", "defcitealias", "setbeamertemplate"),
            *("setbeamercolor", "newcolumntype", "numberwithin"),
        ),
        "mm",
    ),
    **dict.fromkeys(("usepackage", "RequirePackage", "setmainfont", "setsansfont", "setmonofont"), "omo"),
    **dict.fromkeys(("addcontentsline", "definecolor", "DeclareUnicodeCharacter"), "mmm"),
    **dict.fromkeys(("printbibliography", "lipsum", "addlinespace", "pagebreak", "nopagebreak", "nolinebreak"), "o"),
    **dict.fromkeys(("textcolor", "colorbox", "foreignlanguage", "textlang", "bookmark", "rotatebox"), "omk"),
    **dict.fromkeys(("hyperlink", "hypertarget", "IfFileExists", "ifthenelse"), "mk"),
    "fcolorbox": "ommk", "hyperref": "ok", "raisebox": "mook", "makebox": "ook", "framebox": "ook",
    "parbox": "ooomk", "scalebox": "mok", "resizebox": "mmk", "multicolumn": "mmk", "multirow": "omomok",
    "rule": "omm", "newtheorem": "momo", "inputminted": "omm", "cmidrule": "om", "subref": "m", "input": "m",
    "captionof": "mok", "lettrine": "okk", "pdftooltip": "kk", "sbox": "mk",
}  # fmt: skip

QUOTES = frozenset(("quote", "quotation", "displayquote", "displaycquote", "verse", "quoting", "epigraphs"))
CSQUOTES = {
    "displayquote": ("", "n"), "displaycquote": ("", "c"), "foreigndisplayquote": ("m", "n"),
    "foreigndisplaycquote": ("m", "c"), "hyphendisplayquote": ("m", "n"), "hyphendisplaycquote": ("m", "c"),
}  # fmt: skip
LISTS = frozenset(
    (
        *("itemize", "enumerate", "description", "list", "trivlist", "compactitem", "compactenum", "inparaenum"),
        *("compactdesc", "tasks", "labeling", "itemize*", "enumerate*", "description*", "dinglist", "etaremune"),
    )
)
TABLES = frozenset(
    (
        *("tabular", "tabular*", "tabularx", "tabulary", "longtable", "tabu", "longtabu", "supertabular", "xtabular"),
        *("tblr", "longtblr", "xltabular", "tabularray"),
    )
)
FLOATS = frozenset(
    (
        *("figure", "table", "figure*", "table*", "wrapfigure", "wraptable", "SCfigure", "subfigure", "subtable"),
        *("sidewaysfigure", "sidewaystable", "marginfigure", "floatingfigure"),
    )
)
MATH = frozenset(
    name + star
    for name in (
        *("equation", "align", "gather", "multline", "eqnarray", "displaymath", "math", "flalign", "alignat"),
        *("xalignat", "dmath", "IEEEeqnarray", "subequations", "array"),
    )
    for star in ("", "*")
)
# Drawings: what is written there are instructions
DRAWINGS = frozenset(("tikzpicture", "pgfpicture", "picture", "axis", "pspicture", "tikzcd", "forest", "asy"))
# A paragraph goes on into them and behind them
INLINE = frozenset(
    (
        *("document", "em", "bf", "it", "small", "footnotesize", "large", "sloppypar", "otherlanguage*", "math"),
        *("english", "german", "ngerman", "french", "spanish", "hyphenrules", "inparaenum", "enumerate*", "itemize*"),
    )
)
VERBATIM = frozenset(
    (
        *("verbatim", "verbatim*", "Verbatim", "Verbatim*", "BVerbatim", "LVerbatim", "SaveVerbatim", "lstlisting"),
        *("minted", "alltt", "filecontents", "filecontents*", "tcblisting", "semiverbatim", "verbatimtab"),
        *("lstlisting*", "pycode", "luacode", "luacode*"),
    )
)
ENVIRONMENT_ARGUMENTS = {
    **dict.fromkeys(("tabular", "longtable", "tblr", "longtblr", "supertabular", "xtabular", "array"), "om"),
    **dict.fromkeys(("tabular*", "tabularx", "tabulary", "xltabular"), "omom"),
    **dict.fromkeys(("figure", "table", "figure*", "table*", "verse", "quoting", "letterspace", "sidewaysfigure"), "o"),
    **dict.fromkeys(("minipage", "subfigure", "subtable"), "ooom"),
    **dict.fromkeys(("wrapfigure", "wraptable"), "omom"),
    **dict.fromkeys(("thebibliography", "otherlanguage", "otherlanguage*", "spacing", "hyphenrules", "adjustbox"), "m"),
    **dict.fromkeys(("multicols", "multicols*", "column", "columns", "alignat", "alignat*"), "om"),
    **dict.fromkeys(("itemize", "enumerate", "description", "tikzpicture", "axis", "tcolorbox", "labeling"), "o"),
    "list": "mm", "tabu": "m", "longtabu": "m",
}  # fmt: skip
