"""The carriers that the shop can call, as one small server with a folder of addresses for each: for the tests
and the demo. It keeps what it was told in one file, so that killing it loses nothing. docs/carriers.md.
"""
