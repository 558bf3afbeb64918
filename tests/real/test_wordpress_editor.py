"""What we publish, opened in WordPress' own block editor: every block must be one that it calls valid."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Error, Page, sync_playwright

from tests.real.blog import Blog, wordpress_site
from tests.real.wordpress import joined, picture, published

__all__ = ["wordpress_site"]

pytestmark = [pytest.mark.real, pytest.mark.browser]

ARTICLE = """
<h1>Grand</h1><h2>Un titre &amp; <em>un mot</em></h2><h3>Plus petit</h3>
<p>Un <strong>mot</strong>, un <a href="https://example.org/?a=1&amp;b=2" rel="nofollow">lien</a>,<br>
une ligne &lt;3.</p>
<p>Une image <img src="étal.png" alt="dans le texte"> au milieu.</p>
<p><img src="étal.png"></p>
<p><a href="https://example.org/"><img src="étal.png" alt="avec un lien"></a></p>
<figure><img src="https://example.org/x.png" alt="d’ailleurs"><figcaption>Une <em>légende</em></figcaption></figure>
<ul><li>un</li><li>deux<ul><li>deux et demi</li></ul></li></ul>
<ol><li><p>premier</p><p>suite</p></li><li>second</li></ol>
<blockquote><p>On l’a dit.</p><cite>Quelqu’un</cite></blockquote>
<pre><code>if (a &lt; b) { return "[x]"; }</code></pre>
<pre>tel  quel</pre>
<hr>
<table><tr><td>a</td><td>b</td></tr></table>
<p style="text-align:center" class="x">Au centre</p>
<div><p>Dans une boîte</p>des mots seuls</div>
"""

BLOCKS = """() => {
  const flat = (blocks) => blocks.flatMap((block) => [block, ...flat(block.innerBlocks)])
  return flat(wp.data.select('core/block-editor').getBlocks()).map((block) => [block.name, block.isValid])
}"""


@pytest.fixture
def browser_page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as play:
        try:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"No Chromium here: “playwright install chromium” brings one ({str(error).splitlines()[0]}).")
        yield browser.new_page()
        browser.close()


def test_every_block_is_valid_in_the_editor(wordpress_site: Blog, browser_page: Page) -> None:
    grant = joined(wordpress_site)
    _, sent = published(grant, "Dans l’éditeur", html=ARTICLE, media=(picture(), picture("bas.jpg", "JPEG")))
    browser_page.goto(f"{wordpress_site.address}/wp-login.php")
    browser_page.fill("#user_login", wordpress_site.editor.login)
    browser_page.fill("#user_pass", wordpress_site.editor.password)
    browser_page.click("#wp-submit")
    browser_page.goto(f"{wordpress_site.address}/wp-admin/post.php?post={sent.remote_id}&action=edit")
    ready = "() => window.wp?.data?.select('core/block-editor')?.getBlocks().length > 0"
    browser_page.wait_for_function(ready, timeout=60_000)
    blocks = browser_page.evaluate(BLOCKS)
    assert [name for name, is_valid in blocks if not is_valid] == []
    assert [name.removeprefix("core/") for name, _ in blocks] == [
        *("heading", "heading", "heading", "paragraph", "paragraph", "image", "image", "image"),
        *("list", "list-item", "list-item", "list", "list-item", "list", "list-item", "list-item"),
        *("quote", "paragraph", "code", "preformatted", "separator", "html", "html", "paragraph", "paragraph", "image"),
    ]
