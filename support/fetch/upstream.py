# SPDX-License-Identifier: BSD-3-Clause
"""The last resort: the project's own release, by its address."""
import http.client
import urllib.error
import urllib.request

from .errors import FetchError, explained

STALL = 30  # seconds without a byte


def fetch(source, temporary, progress):
    """Downloads to `temporary`; calls progress(bytes so far)."""
    if not source.upstream:
        raise FetchError("no upstream release is named for it")
    have = 0
    try:
        request = urllib.request.Request(source.upstream, headers={"User-Agent": "ukulele-fetch"})
        with urllib.request.urlopen(request, timeout=STALL) as answer, \
                explained(temporary.rpartition("/")[0]), open(temporary, "wb") as file:
            while True:
                block = answer.read(1 << 16)
                if not block:
                    break
                have += len(block)
                if have > source.bytes:
                    raise FetchError(f"upstream's file is longer than the {source.bytes} bytes "
                                     f"that are pinned")
                file.write(block)
                progress(have)
    except urllib.error.HTTPError as error:
        raise FetchError(f"upstream answers {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise FetchError(f"upstream cannot be reached ({error.reason})") from error
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        raise FetchError(f"upstream broke off after {have} of {source.bytes} bytes "
                         f"({type(error).__name__})") from error
    if have < source.bytes:
        raise FetchError(f"upstream broke off after {have} of {source.bytes} bytes")
