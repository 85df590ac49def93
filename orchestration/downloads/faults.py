"""Why a download fails. Each fault names the address, the rule that is broken, and the value that breaks it."""


class DownloadError(Exception):
    """A download that did not happen: `rule` is what must hold, `found` what was there instead."""

    def __init__(self, url: str, rule: str, found: object) -> None:
        super().__init__(f"{url}: {rule}; found: {found}")
        self.url = url
        self.rule = rule
        self.found = str(found)


class RefusedDownloadError(DownloadError):
    """What was answered is not what was asked for; asking again would not change it."""


class PassingFaultError(DownloadError):
    """A fault that may pass, so that it is worth another attempt.

    `retry_after_seconds` is how long the server asks to wait, None where it does not say. `is_of_host` says that the
    host cannot be reached at all, whichever file it is asked for.
    """

    def __init__(self, url: str, rule: str, found: object, *, retry_after_seconds: float | None = None, is_of_host: bool = False) -> None:
        super().__init__(url, rule, found)
        self.retry_after_seconds = retry_after_seconds
        self.is_of_host = is_of_host
