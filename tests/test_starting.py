from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from reusecheck.configuring import load_config, parse_config
from reusecheck.globs import compile_globs
from reusecheck.sources import listing
from reusecheck.starting import initial_config, precommit_lines, write_initial

if TYPE_CHECKING:
    from pathlib import Path

    from reusecheck.config import Config


def plant(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x", encoding="utf-8")


def started(root: Path) -> Config:
    assert write_initial(str(root)) == [".reusecheck.yaml: written"]
    return load_config(str(root / ".reusecheck.yaml"))


def test_every_format_that_can_be_read_is_asked_for(tmp_path: Path) -> None:
    plant(tmp_path, *(f"content/a.{suffix}" for suffix in ("rst", "adoc", "tex", "ipynb", "docx", "png")))
    config = parse_config(initial_config(str(tmp_path)).encode(), str(tmp_path))
    assert config.articles.include == ("content/**/*.{rst,adoc,tex,ipynb,docx}",)


def test_content_folders_and_each_folder_of_references_are_found(tmp_path: Path) -> None:
    plant(tmp_path, "content/a.md", "_posts/b.md", "_posts/c.html", "docs/picture.png", "src/content/deep/d.mdx")
    plant(
        tmp_path, "references/the-heron/x.md", "references/tern/y.txt", "references/tern/z.md", "references/empty/p.png"
    )
    config = started(tmp_path)
    assert config.articles.include == ("content/**/*.md", "_posts/**/*.{md,html}", "src/content/**/*.mdx")
    assert [(entry.id, entry.files, entry.credit.names) for entry in config.corpus] == [
        ("tern", ("references/tern/**/*.{md,txt}",), ("Tern",)),
        ("the-heron", ("references/the-heron/**/*.md",), ("The Heron",)),
    ]
    assert all(listing(str(tmp_path), entry).problems == () for entry in config.corpus)


def test_in_an_empty_repository_the_pattern_without_files_is_named(tmp_path: Path) -> None:
    config = started(tmp_path)
    (entry,) = config.corpus
    assert listing(str(tmp_path), entry).problems == (
        'corpus.references.files: "references/**/*.{md,html,txt}" matches no file',
    )
    plant(tmp_path, "references/a.md")
    assert listing(str(tmp_path), entry).problems == ()


def test_without_a_content_folder_references_and_other_peoples_files_are_not_judged(tmp_path: Path) -> None:
    plant(tmp_path, "news.md", "references/a.md", "node_modules/x/README.md")
    articles = started(tmp_path).articles
    judged = [
        path
        for path in ["news.md", "sub/news.md", "references/a.md", "node_modules/x/README.md"]
        if compile_globs(articles.include)(path) and not compile_globs(articles.exclude)(path)
    ]
    assert judged == ["news.md", "sub/news.md"]


def test_json_lines_become_entries_of_their_own(tmp_path: Path) -> None:
    plant(tmp_path, "references/wire.jsonl", "references/old/archive.jsonl.gz", "references/tern/a.md")
    config = started(tmp_path)
    assert [(entry.id, entry.files or entry.jsonl) for entry in config.corpus] == [
        ("tern", ("references/tern/**/*.md",)),
        ("archive", ("references/old/archive.jsonl.gz",)),
        ("wire", ("references/wire.jsonl",)),
    ]
    assert all(listing(str(tmp_path), entry).problems == () for entry in config.corpus)


def test_loose_references_are_one_entry_with_their_folders(tmp_path: Path) -> None:
    plant(tmp_path, "references/a.md", "references/tern/b.txt")
    (entry,) = started(tmp_path).corpus
    assert (entry.id, entry.files) == ("references", ("references/**/*.{md,txt}",))


def test_many_folders_are_one_entry(tmp_path: Path) -> None:
    plant(tmp_path, *(f"references/s{i}/a.md" for i in range(50)))
    assert len(started(tmp_path).corpus) == 1


def test_names_no_id_or_pattern_could_hold_are_mended(tmp_path: Path) -> None:
    names = ["The Heron", "the heron", "\u00e9t\u00e9", "[x]{a,b}*", "-", 'q"uote', "back\\slash", "${HOME}", "1984"]
    plant(tmp_path, *(f"references/{name}/a.md" for name in names))
    config = started(tmp_path)
    ids = [entry.id for entry in config.corpus]
    assert len(ids) == len(set(ids)) == len(names)
    assert all(len(listing(str(tmp_path), entry).files) == 1 for entry in config.corpus)


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".reusecheck.yml").write_text("mine", encoding="utf-8")
    assert write_initial(str(tmp_path)) == [".reusecheck.yml: is there already, left alone"]
    assert [path.name for path in tmp_path.iterdir()] == [".reusecheck.yml"]
    assert (tmp_path / ".reusecheck.yml").read_text(encoding="utf-8") == "mine"


def test_a_link_to_nothing_is_left_alone_too(tmp_path: Path) -> None:
    (tmp_path / ".reusecheck.yaml").symlink_to("elsewhere.yaml")
    assert write_initial(str(tmp_path)) == [".reusecheck.yaml: is there already, left alone"]
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_the_lines_that_are_commented_out_are_valid_as_well(tmp_path: Path) -> None:
    plant(tmp_path, "content/a.md", "references/tern/b.md")
    text = initial_config(str(tmp_path))
    for line in ("  # - id: own", "  #   files:", "  #   own: true", "# templates:"):
        assert line in text
        text = text.replace(line, line.replace("# ", "", 1))
    config = parse_config(text.encode(), str(tmp_path))
    assert [(entry.id, entry.own) for entry in config.corpus] == [("tern", False), ("own", True)]
    assert config.templates == ("boilerplate/*.md",)


def test_the_lines_for_precommit_name_the_release() -> None:
    (repository,) = yaml.safe_load(precommit_lines("v1.2.3"))["repos"]
    assert repository["rev"] == "v1.2.3"
    assert repository["hooks"] == [{"id": "reusecheck"}]
