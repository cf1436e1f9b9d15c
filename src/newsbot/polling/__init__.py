"""The door of polling: feeds that are due in, their new articles into the newsroom."""

from __future__ import annotations

from newsbot.polling.checking import Checked, check_feed
from newsbot.polling.courtesy import Courtesy
from newsbot.polling.poller import MAX_ENTRIES_A_ROUND, Polled, Poller

__all__ = ["MAX_ENTRIES_A_ROUND", "Checked", "Courtesy", "Polled", "Poller", "check_feed"]
