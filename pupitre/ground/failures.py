"""What can go wrong between us and another server, told apart by whether anything may have been executed."""


class HttpFailure(Exception):
    """Base of what can go wrong before an answer is whole. `code` is stable, `detail` is for logs.

    Neither ever holds a path, a query, a header or a body: those carry secrets.
    """

    def __init__(self, code: str, detail: str = ""):
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class AddressRefused(HttpFailure):
    """The address may not be spoken to; nothing was opened towards it.

    Codes: malformed, bad_scheme, credentials_in_address, private_address.
    """


class NothingLeft(HttpFailure):
    """Not one byte of the request left us.

    Codes: name_not_found, name_timeout, unreachable, connect_timeout, tls, malformed_request.
    """


class Interrupted(HttpFailure):
    """The request may have been executed, and its answer is not whole.

    Codes: timeout, reset, protocol, too_large, encoding, body_unreadable, too_many_redirects, redirect_refused;
    when it was a later hop of a redirect that could not be reached, those of NothingLeft.
    """
