"""Pages drawn for the tests of the HTML reader. ``KEPT …`` marks what must stay, ``GONE …`` what must not."""

MENU = "".join(f'<li><a href="/{name}/">GONE {name}</a></li>' for name in ("home", "news", "sport", "arts", "opinion"))

NEWSPAPER = f"""<!DOCTYPE html>
<html lang="en-GB"><head>
<title>Harbour wall to be raised &mdash; The Saltmarsh Courier</title>
<link rel="canonical" href="https://courier.example/2023/harbour?a=1&amp;b=2">
<meta name="author" content="Ines Okafor"><meta property="og:site_name" content="The Saltmarsh Courier">
<meta name="application-name" content='Courier'>
<script type="application/ld+json">
{{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Harbour wall to be raised",
 "author": [{{"@type": "Person", "name": "Ines Okafor"}}], "publisher": {{"@type": "Organization", "name": "Courier"}},
 "isBasedOn": {{"@type": "Report", "url": "https://port.example/report"}}}}
</script>
<script>if (a < b) document.write("<p>GONE script</p>");</script><style>p {{ color: red }} GONE</style>
</head>
<body class="has-sidebar single post">
<div class="cookie-notice"><p>GONE We use cookies to make this site work and to count how many people read it.</p></div>
<header><a href="/">GONE The Saltmarsh Courier</a><nav><ul>{MENU}</ul></nav></header>
<div class="breadcrumbs"><a href="/">GONE Home</a> &gt; <a href="/news">GONE News</a></div>
<main>
<article>
<h1>KEPT Harbour wall to be raised</h1>
<div class="share-buttons"><a href="#">GONE Share</a> <a href="#">GONE Post</a> <span>GONE Copy the link</span></div>
<p class="byline">KEPT By Ines Okafor</p>
<figure><img src="wall.jpg" alt="GONE alt"><figcaption>KEPT The wall at low tide. Photograph: L.
Brandt</figcaption></figure>
<p>KEPT The harbour wall at Saltmarsh will be raised by forty centimetres before the winter storms arrive,
the council decided on Tuesday after a debate that lasted until midnight.</p>
<div class="newsletter-signup"><h3>GONE Sign up</h3><p>GONE Get the five stories that matter in your inbox every
morning, free.</p>
<form><input name="m"><button>GONE Go</button></form></div>
<p>KEPT &ldquo;We have waited long enough,&rdquo; said the harbour master. KEPT Work starts in May.</p>
<h2>KEPT What it costs</h2>
<p>KEPT Yes.</p>
<blockquote cite="https://port.example/report"><p>KEPT The wall has been overtopped eleven times in ten years.</p>
<footer>KEPT Port Authority, <cite>Report on the Wall</cite></footer></blockquote>
<div class="related-articles"><h3>GONE Related</h3><ul><li><a href="/a">GONE Ferry timetable cut for a second year in
a row</a></li>
<li><a href="/b">GONE Why the dredger never came back to us</a></li></ul></div>
<p>KEPT The council will borrow the money over twenty years and asks the region to pay a third of the sum.</p>
<footer>KEPT First published by The Northern Tide. <div class="tag-list"><a href="/t/w">GONE wall</a> <a
href="/t/h">GONE port</a></div>
</footer>
</article>
<article class="teaser"><h3><a href="/x">GONE Lighthouse keeper retires</a></h3><p>GONE After thirty-one years the
last keeper hands over
his keys to a computer on the mainland.</p></article>
</main>
<aside><h3>GONE Most read</h3><ol><li><a href="/1">GONE Seal blocks the slipway</a></li><li><a href="/2">GONE Fog,
again</a></li></ol></aside>
<section id="comments"><h2>GONE 2 comments</h2><p>GONE I told the council twenty years ago that this wall was too low
for the place.</p></section>
<footer><p>GONE &copy; 2023 The Saltmarsh Courier, registered in the county of Saltmarsh under number one two
three.</p></footer>
</body></html>"""

BARE = f"""<html><body><div id="wrap">
<div id="top"><div>GONE Notes from the shed</div></div>
<div id="left"><ul>{MENU}</ul></div>
<div id="middle">
<div><h1>KEPT How I mended the pump</h1></div>
<div>KEPT It began to rattle in March, and by April the neighbours had stopped saying good morning to me.<br><br>
KEPT So I took it apart on the kitchen table, which my wife remembers to this day.</div>
<div>KEPT Three screws were left over.</div>
<div>KEPT The pump has run ever since, more quietly than before, and I keep the screws in a jar
with <a href="https://jars.example/">a good lid</a> on the shelf above the door.</div>
<div>KEPT With thanks to <a href="https://pumps.example/rattle">The Pump Book</a>.</div>
</div>
<div id="right"><div><a href="/1">GONE How I mended the roof</a></div><div><a href="/2">GONE How I broke the
roof</a></div>
<div><a href="/3">GONE How I met the roofer</a></div><div><a href="/4">GONE Bees</a></div></div>
<div id="bottom">GONE <a href="/i">GONE Imprint</a> | <a href="/p">GONE Privacy</a> | <a href="/c">GONE
Contact</a></div>
</div></body></html>"""

FORUM = f"""<!doctype html><body><div class="navbar"><ul>{MENU}</ul></div>
<h1>KEPT Slugs in the lettuce</h1>
<div class="comment"><div class="author"><a href="/u/7">Olga</a></div><div class="comment-body">KEPT Every night
something eats my
lettuce down to the stalk and leaves a silver trail behind. KEPT What can I do about it?</div></div>
<div class="comment"><div class="author"><a href="/u/9">Benno</a></div><div class="comment-body">KEPT Put out a
saucer of beer at dusk and
empty it in the morning; it is not pretty, but it works for me every year.</div></div>
<div class="comment"><div class="author"><a href="/u/7">Olga</a></div><div class="comment-body">KEPT Thank you, that
did help.
KEPT The hedgehog, however, drank the beer first and was found asleep under the wheelbarrow.</div></div>
<div class="pagination"><a href="?2">GONE 2</a> <a href="?3">GONE 3</a></div></body>"""

FRAGMENT = """<h2>KEPT Menu of the day</h2>
<div class="menu"><p>KEPT Soup</p></div>
<ul><li><a href="/a">KEPT One</a></li><li><a href="/b">KEPT Two</a></li><li><a href="/c">KEPT Three</a></li></ul>
<aside class="promo">KEPT Come early.</aside><footer>KEPT Written by the cook.</footer>"""

TABLE = """<html><body><table><caption>KEPT Rain</caption><tr><th>KEPT Month<th>KEPT Millimetres
<tr><td>KEPT March<td>KEPT 41<tr><td>KEPT April<td>KEPT 38</table></body></html>"""

SHORT_NEWS = f"""<html><body><div class="page"><div><ul>{MENU * 12}</ul></div>
<div><h2>KEPT Ferry late</h2><p>KEPT The morning ferry was forty minutes late on Monday because of fog in the strait.
KEPT Nobody on board minded, since the bar was open.</p></div>
<div><ul>{MENU * 8}</ul></div></div></body></html>"""

SOURCES = """<html><body><div><p>KEPT The lighthouse was built in eighteen eleven and burned twice, first by
lightning and
then by an inspector who smoked.</p><p>KEPT Its light was seen for twenty miles on a clear night, as all the pilots
agreed.</p>
<h3>Sources KEPT</h3><ol><li><a href="https://pilots.example/log">KEPT Log of the pilots</a></li>
<li><a href="https://fires.example/2">KEPT Fires of the coast, volume two</a></li>
<li><a href="https://smoke.example/">KEPT A history of smoking on duty</a></li></ol></div></body></html>"""

LISTICLE = """<html><body><div class="navigation-article"><h1>KEPT Five ways to steer by the stars</h1><ol>
<li><a href="/s/1">KEPT The pole star</a> KEPT stands still while the rest of the sky turns around it all night.</li>
<li><a href="/s/2">KEPT The belt</a> KEPT rises due east and sets due west wherever you happen to be sailing.</li>
<li><a href="/s/3">KEPT The cross</a> KEPT points south, if you know how far to carry its longer arm across the
sky.</li>
</ol></div></body></html>"""
