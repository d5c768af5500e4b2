"""The HTTP part: the server, the checks of requests, the contract, the faults and the log."""
