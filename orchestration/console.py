"""What a run prints while it goes: one short line per message, instead of Dagster's event stream."""

import logging
import sys

import dagster as dg


class _Line(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        meta = getattr(record, "dagster_meta", {})
        return f"{self.formatTime(record, '%H:%M:%S')}  {meta.get('orig_message', record.getMessage())}"


@dg.logger({"log_level": dg.Field(str, is_required=False, default_value="INFO")}, description="Short lines on standard error.")
def short_lines(context: dg.InitLoggerContext) -> logging.Logger:
    """A logger that prints messages of the run's own code from `log_level` on."""
    # not from getLogger: a second run in the same process would add its handler to the first one's
    logger = logging.Logger("gigaledger", level=context.logger_config["log_level"])  # noqa: LOG001
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Line())
    logger.addHandler(handler)
    return logger
