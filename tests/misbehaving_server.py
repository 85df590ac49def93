"""A web server on this machine that answers as it is told, well or badly, and remembers what it was asked."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["_Handler"], None]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: "Server"

    def do_GET(self) -> None:
        self.close_connection = True
        self.web.asked.append((self.path, dict(self.headers)))
        answers = self.web.answers[self.path]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        try:
            answer(self)
        except OSError:
            # the client has seen enough and is gone
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        pass

    def head(self, status: int = 200, **headers: str | int) -> None:
        """Send status and headers; names are written with underscores."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.flush()


class Server:
    """The server as a test sees it. `answers` are given in turn for each path, the last one again and again."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.over = threading.Event()

    def will(self, path: str, *answers: Answer) -> str:
        """Set the answers for a path; returns its address."""
        self.answers[path] = list(answers)
        return self.base + path

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _ in self.asked)

    # answers that need to wait until the test is over

    def hang(self) -> Answer:
        """Accept the request and never answer."""
        return lambda _handler: self._wait()

    def hang_in_body(self, body: bytes) -> Answer:
        """Send half of the body and nothing more."""

        def answer(handler: _Handler) -> None:
            handler.head(Content_Length=len(body))
            handler.wfile.write(body[: len(body) // 2])
            self._wait()

        return answer

    def trickle(self, piece: bytes, seconds: float) -> Answer:
        """Send a piece of an endless body every few milliseconds, so that no single pause is long."""

        def answer(handler: _Handler) -> None:
            handler.head(Content_Type="text/csv")
            while not self.over.wait(seconds):
                handler.wfile.write(piece)

        return answer

    def trickle_headers(self, seconds: float) -> Answer:
        """Send one header after the other, and never the end of them."""

        def answer(handler: _Handler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            while not self.over.wait(seconds):
                handler.wfile.write(b"X: y\r\n")

        return answer

    def _wait(self) -> None:
        self.over.wait(30)


def good(body: bytes, content_type: str | None = "text/csv", **headers: str) -> Answer:
    """A complete answer."""

    def answer(handler: _Handler) -> None:
        said = {"Content_Type": content_type} if content_type else {}
        handler.head(Content_Length=len(body), **said, **headers)
        handler.wfile.write(body)

    return answer


def status(code: int, **headers: str) -> Answer:
    """A status with an empty body."""
    return lambda handler: handler.head(code, Content_Length=0, **headers)


def with_length(body: bytes, length: int, content_type: str = "text/csv") -> Answer:
    """A body whose announced length is another."""

    def answer(handler: _Handler) -> None:
        handler.head(Content_Length=length, Content_Type=content_type)
        handler.wfile.write(body)

    return answer


def endless(piece: bytes = b"a" * 65_536) -> Answer:
    """A body without an announced length that does not end."""

    def answer(handler: _Handler) -> None:
        handler.head(Content_Type="text/csv")
        while True:
            handler.wfile.write(piece)

    return answer


def reset(handler: _Handler) -> None:
    """Cut the connection hard, before an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def if_changed(body: bytes, etag: str) -> Answer:
    """A good server: 304 where the client has this content already."""

    def answer(handler: _Handler) -> None:
        if handler.headers["If-None-Match"] == etag:
            handler.head(304, ETag=etag)
        else:
            good(body, ETag=etag)(handler)

    return answer


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server for as long as the block lasts."""

    class Handler(_Handler):
        pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listener.daemon_threads = True
    listener.block_on_close = False
    Handler.web = Server(listener.server_port)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Handler.web
    finally:
        Handler.web.over.set()
        listener.shutdown()
        listener.server_close()
        thread.join()
