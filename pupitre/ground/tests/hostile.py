"""Addresses that lead inside, in the forms in which they have been smuggled past such doors."""

import ipaddress

INSIDE_4 = (
    "127.0.0.1", "127.1.2.3", "127.255.255.255", "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
    "100.100.100.200", "100.127.255.255", "168.63.129.16", "169.254.0.1", "169.254.169.254", "169.254.170.2",
    "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255",
)  # fmt: skip
INSIDE_6 = (
    "::", "::1", "::127.0.0.1", "::10.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1",
    "64:ff9b::169.254.169.254", "64:ff9b:1::8.8.8.8", "64:ff9b:1::1", "100::1", "100:0:0:1::1", "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1",
    "2001:db8:1::8.8.8.8",
    "2002:7f00:1::", "2002:7f00:0001::1", "2002:a00:1::1", "2002:a9fe:a9fe::", "2002:808:808::1", "2620:4f:8000::1",
    "3fff::1", "4000::1", "5f00::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fd20:ce::254", "fe80::1", "febf::1",
    "fec0::1", "feff::1", "ff02::1", "ff05::2", "ffff::1", "0:0:0:0:0:0:0:1", "0000:0000:0000:0000:0000:0000:0000:0001",
    "::ffff:0:0", "::5efe:127.0.0.1", "fe80::5efe:10.0.0.1",
)  # fmt: skip


def _numbers(text: str) -> list[str]:
    """One IPv4 address as inet_aton() reads it: whole, in parts, in base 8, 10 and 16, too long, too big."""
    ip = int(ipaddress.IPv4Address(text))
    a, b, c, d = text.split(".")
    rest = ip & 0xFFFFFF
    return [
        str(ip), hex(ip), f"0{ip:o}", f"0x{ip:08X}", f"{a}.{rest}", f"{a}.{b}.{ip & 0xFFFF}", f"0x{int(a):x}.{rest}",
        ".".join(f"0{int(part):o}" for part in (a, b, c, d)), ".".join(hex(int(part)) for part in (a, b, c, d)),
        ".".join(part.zfill(3) for part in (a, b, c, d)), f"{int(a):#x}.{b}.0{int(c):o}.{d}",
        f"{a}.{b}.{c}.{int(d) + 256}",
        str(ip + (1 << 32)), f"{a}.{b}.{c}.{d}.", f"{a}.{b}.{c}.0x{int(d):x}", f"000000000000{int(a):o}.{b}.{c}.{d}",
    ]  # fmt: skip


def _fullwidth(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in text)


def _circled(text: str) -> str:
    return "".join(
        chr(0x2460 + int(sign) - 1) if sign in "123456789" else "⓪" if sign == "0" else sign for sign in text
    )


SMUGGLED = (
    # what one reader takes for the host and another for something else
    "http://127.0.0.1@example.com/", "http://example.com@127.0.0.1/", "http://user:pass@example.com/",
    "http://example.com:80@127.0.0.1/", "http://example.com%40127.0.0.1/", "http://a\\@b/", "http://a\\.example.com/",
    "http://127.0.0.1\\@example.com/", "http://example.com\\@127.0.0.1/", "http://a#@b/", "http://a?@b/", "http://a#@b",
    "http://example.com#@127.0.0.1/", "http://example.com?@127.0.0.1/", "http://127.0.0.1:80\\@example.com:80/",
    "http:\\\\127.0.0.1\\", "http:/\\127.0.0.1/", "http:\\/127.0.0.1", "http:127.0.0.1", "http:/127.0.0.1/",
    "http:///127.0.0.1/", "http:////127.0.0.1/", "//127.0.0.1/", "///127.0.0.1", "127.0.0.1", "127.0.0.1:80",
    "http://@127.0.0.1/", "http://:@127.0.0.1/", "http://@@127.0.0.1/", "http://a@b@127.0.0.1/",
    "http://foo@127.0.0.1:80@example.com/", "http://[@127.0.0.1/", "http://example.com:@127.0.0.1/",
    # spaces and control characters
    " http://127.0.0.1/", "http://127.0.0.1 /", "http:// 127.0.0.1/", "http://127.0.0.1\t/", "http://127.0.0.1\n/",
    "ht\ntp://127.0.0.1/", "http://exa\nmple.com/", "http://example.com\r\nHost: 127.0.0.1/", "http://127.0.0.1\x00/",
    "http://example.com\x00.127.0.0.1/", "http://example.com/\r\nX: y", "http://example.com/a b", "http://example.com\x7f/",
    "http://example.com\u00a0/", "http://example.com\u2028/", "http://example.com\u3000/", "\x00http://127.0.0.1/",
    "\ufeffhttp://127.0.0.1/", "http://example.com/\ud800", "http://127.0.0.1%00/", "http://127.0.0.1%20/",
    "http://127.0.0.1%0d%0a/", "http://127.0.0.1%2f@example.com/", "http://%31%32%37.0.0.1/", "http://127%2e0%2e0%2e1/",
    "http://loc%61lhost/", "http://localhost%23.example.com/", "http://localhost%E3%80%82/",
    # broken hosts and ports
    "http://", "http://.", "http://..", "http:///", "http://?", "http://#", "http://:80/", "http://.127.0.0.1/",
    "http://127.0.0.1../", "http://127..0.0.1/", "http://127.0.0.1:/", "http://127.0.0.1:80:80/", "http://127.0.0.1:0/",
    "http://127.0.0.1:99999/", "http://127.0.0.1:-80/", "http://127.0.0.1:+80/", "http://127.0.0.1:8 0/",
    "http://127.0.0.1:٨٠/", "http://127.0.0.1:0x50/", "http://example.com:080/", "http://[::1/", "http://::1/", "http://::1]/",
    "http://[::1]a/", "http://[::1]:80:80/", "http://[[::1]]/", "http://[127.0.0.1]/", "http://[::1%25lo]/",
    "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[2606:4700::1111%25eth0]/", "http://[::ffff:127.1]/",
    "http://[::ffff:0x7f.0.0.1]/", "http://[v1.127001]/", "http://[]/", "http://[:::1]/", "http://-example.com/",
    "http://exam$ple.com/", "http://exam,ple.com/", "http://exam;ple.com/", "http://a{b}.com/", "http://a|b/", "http://a<b/",
    'http://a"b/', "http://a`b/", "http://a^b/", "http://*.example.com/", "http://a'b/", "http://a!b/", "http://a(b)/",
    "http://example..com/", "http://" + "a" * 64 + ".com/", "http://" + "a." * 130 + "com/",
    "http://example.com/" + "a" * 9000,
    # names of this very machine
    "http://localhost/", "http://localhost./", "http://LOCALHOST/", "http://LocalHost:8000/", "http://localhost:22/",
    "http://foo.localhost/", "http://127.0.0.1.localhost/", "http://localhost。/", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/", "http://ｌｏｃａｌｈｏｓｔ/",
    "http://localhost．/", "http://ℓocalhost/", "http://lo\u00adcalhost/", "http://local\u200bhost/", "http://𝐥𝐨𝐜𝐚𝐥𝐡𝐨𝐬𝐭/",
    "https://localhost/", "http://localhost:80#@example.com/", "http://localhost?x=http://example.com/",
    # IPv4 through the dots and digits of other scripts
    "http://127。0。0。1/", "http://127．0．0．1/", "http://127｡0｡0｡1/", "http://1２7.0.0.1/", "http://١٢٧.٠.٠.١/",
    "http://169。254。169。254/latest/meta-data/", "http://①②⑦.0.0.1/", "http://127.0.0.¹/", "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏/",
    "http://0x7f。1/", "http://127.0.0.1。/", "http://1²7.0.0.1/",
)  # fmt: skip

SCHEMES = (
    "file:///etc/passwd", "file://localhost/etc/passwd", "FILE:///etc/passwd", "gopher://127.0.0.1:6379/_INFO",
    "gopher://example.com/", "ftp://example.com/", "ftps://example.com/", "sftp://example.com/", "dict://127.0.0.1:11211/stats",
    "data:text/html,hello", "data://text/plain;base64,aGVsbG8=", "jar:http://example.com!/", "jar:file:///a.zip!/b",
    "view-source:http://example.com/", "view-source:file:///etc/passwd", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "ldap://127.0.0.1/", "ldaps://example.com/", "tftp://127.0.0.1/", "smb://127.0.0.1/c$", "ws://example.com/",
    "wss://example.com/", "blob:http://example.com/1", "mailto:a@example.com", "telnet://127.0.0.1/", "ssh://example.com/",
    "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/info", "netdoc:///etc/passwd", "phar://a.phar",
    "php://filter/resource=x", "expect://id", "about:blank", "urn:isbn:1", "feed:http://example.com/", "url:http://127.0.0.1/",
    "httpx://example.com/", "https+http://example.com/", "rtsp://127.0.0.1/", "imap://127.0.0.1/", "s3://bucket/key",
)  # fmt: skip

NUMBERS = tuple(
    f"http://{form}/" for text in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1") for form in _numbers(text)
)
PLAIN = tuple(f"http://{ip}/" for ip in INSIDE_4) + tuple(f"https://[{ip}]:8443/x?y#z" for ip in INSIDE_6)
SCRIPTS = tuple(f"http://{write(ip)}/" for ip in INSIDE_4[:12] for write in (_fullwidth, _circled))

ALL = tuple(dict.fromkeys((*PLAIN, *NUMBERS, *SCRIPTS, *SMUGGLED, *SCHEMES)))

HONEST = (
    "http://example.com", "https://example.com/", "HTTPS://Example.COM:443/A", "http://example.com:8080/a?b=c#d",
    "https://example.com./feed", "https://müller.example/ü?é=à", "https://例え.テスト/", "https://xn--mller-kva.example/",
    "https://shop_1.example.com/", "https://a-b.example/", "https://8.8.8.8/", "http://1.1.1.1:53/", "https://[2606:4700::1111]/",
    "https://[2A00:1450:4007:80E::200E]:8443/x", "https://example.com/@user", "https://example.com/@user@other.example/1",
    "https://example.com/a/../b", "https://example.com/%2e%2e/", "https://example.com/a%20b", "https://example.com/?q=a@b.example",
    "https://example.com/#/@user:server", "https://123.example.com/", "https://0x7f.example/", "https://example.com:65535/",
    "https://3com.com/", "https://[64:ff9b::8.8.8.8]/", "https://example.com?x=1", "https://example.com#top",
    "https://example.com/emoji/🎻", "https://localhost.example.com/", "https://faß.example/",
)  # fmt: skip
