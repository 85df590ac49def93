"""Time limits, waits and the user agent of downloads.

GIGALEDGER_USER_AGENT  how we present ourselves (default: the project's name and version, without a contact)
"""

import os
from dataclasses import dataclass
from importlib.metadata import version

USER_AGENT = "GIGALEDGER_USER_AGENT"


@dataclass(frozen=True)
class FetchSettings:
    """How patient and how polite downloads are. Times are in seconds.

    `total_seconds` limits one request from connecting to the last byte. Before attempt n + 1 passes a random time of up
    to `first_wait_seconds` more than `first_wait_seconds` * 2 ** (n - 1), at most `longest_backoff_seconds`, or what the
    server asks for if that is longer. Who asks for more than `longest_wait_seconds` is not asked again in this run.
    """

    user_agent: str
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 600.0
    attempts: int = 4
    first_wait_seconds: float = 2.0
    longest_backoff_seconds: float = 60.0
    longest_wait_seconds: float = 300.0
    delay_seconds: float = 2.0  # between two requests to one host
    redirects: int = 5

    @property
    def has_contact(self) -> bool:
        """Whether the user agent names somebody who can be written to."""
        return "@" in self.user_agent


def settings_from_environment() -> FetchSettings:
    """Settings with the user agent that the environment asks for."""
    return FetchSettings(user_agent=os.environ.get(USER_AGENT) or f"gigaledger/{version('gigaledger')}")
