"""Asks the office's server everything its own OpenAPI document allows, and much that it does not.

`cargo xtask test api` runs it: a server of its own on a temporary folder, a person with a desk, and a key that may do
everything. Schemathesis then makes requests from the document. An answer of 500 or above fails, and so does an answer
that the document does not describe.
"""

import base64
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import urllib.request

# The same cases in every run: what fails here fails everywhere.
SEED = "20261123"
EXAMPLES = "12"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(server: str, folder: str) -> tuple[subprocess.Popen, str, str]:
    """The program, its address, and the invitation that it prints."""
    words = [server, "--data", folder, "--listen", f"127.0.0.1:{free_port()}"]
    words += ["--requests-per-second", "0", "--sign-ins-per-minute", "0"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address = invitation = ""
    while not (address and invitation):
        line = running.stdout.readline()
        if not line:
            sys.exit("the server ended before it listened")
        if line.startswith("listening on "):
            address = line.split()[-1]
        elif line.startswith("invitation "):
            invitation = line.split()[-1]
    return running, address, invitation


def register(address: str, invitation: str) -> str:
    """Takes a desk in, and answers whose it is."""
    key = base64.b64encode(bytes(range(32))).decode()
    asked = json.dumps({"invitation": invitation, "name": "Probe", "key": key}).encode()
    request = urllib.request.Request(f"{address}/sync/v1/register", asked, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["person"]


def main() -> int:
    server = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        running, address, invitation = start(server, folder)
        try:
            person = register(address, invitation)
            words = [server, "key", person, "read,write,hooks", "Probe", "--data", folder]
            key = subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()[-1]
            st = pathlib.Path(sys.executable).with_name("st")
            words = [str(st), "run", f"{address}/api/v1/openapi.json", "--url", address]
            words += ["--header", f"Authorization: Bearer {key}", "--checks", CHECKS, "--seed", SEED]
            words += ["--max-examples", EXAMPLES, "--phases", "examples,coverage,fuzzing", "--generation-database", "none"]
            words += ["--continue-on-failure", "--warnings", "off", "--request-timeout", "20"]
            # It leaves a folder of its own where it runs.
            return subprocess.run(words, check=False, cwd=folder).returncode
        finally:
            running.terminate()
            running.wait()


if __name__ == "__main__":
    sys.exit(main())
