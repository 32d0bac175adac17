"""How a peer takes part: it answers requests, lines of JSON on standard input, until that ends."""

import json
import re
import sys


def peak_rss_bytes():
    """The high-water mark of resident memory. Linux counts in KiB, macOS in bytes."""
    # getrusage may count what the parent had resident when it started this process; /proc does not.
    if sys.platform == "linux":
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def reply(value):
    print(json.dumps(value), flush=True)


def serve(prepare):
    """prepare(setting) imports the library, loads the input and returns (version, run); run(request) returns a dict
    with the seconds it took, measured inside, and what else was asked for."""
    try:
        version, run = prepare(json.loads(sys.argv[1]))
    except ModuleNotFoundError as error:
        return reply({"missing": str(error)})
    except Exception as error:
        return reply({"error": repr(error)})
    reply({"version": version})
    for line in sys.stdin:
        try:
            reply({**run(json.loads(line)), "peakRssBytes": peak_rss_bytes()})
        except Exception as error:
            reply({"error": repr(error)})
