"""Reads the mails of the bench with parts that others would take: HTML to text, the newest part of it, and what it wants.

`peers.py FOLDER` finds there `taught.jsonl` (what ours was taught), `mails.jsonl` (mails to be timed) and `judged.jsonl`
(mails by other authors, for the figures), each a line of JSON with subject, body and label. One line of JSON is printed
for each peer.
"""

import json
import pathlib
import sys
import time

from bs4 import BeautifulSoup
from email_reply_parser import EmailReplyParser
from mailparser_reply import EmailReplyParser as MailParserReply
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.pipeline import make_pipeline


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def text_of(mail):
    if "<" in mail["body"]:
        return BeautifulSoup(mail["body"], "html.parser").get_text("\n")
    return mail["body"]


def resident_kb():
    for line in open("/proc/self/status", encoding="ascii"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    return 0


def main():
    folder = pathlib.Path(sys.argv[1])
    taught, mails, judged = (lines(folder / f"{name}.jsonl") for name in ("taught", "mails", "judged"))
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
        LogisticRegression(max_iter=300, C=10.0),
    )
    began = time.perf_counter()
    model.fit([f"{mail['subject']}\n{mail['body']}" for mail in taught], [mail["label"] for mail in taught])
    taught_in = time.perf_counter() - began
    others = MailParserReply(languages=["en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl", "sv"])
    peers = {
        "mail-parser-reply, TF-IDF + logistic": lambda text: others.parse_reply(text=text),
        "email_reply_parser, TF-IDF + logistic": EmailReplyParser.parse_reply,
    }
    for name, newest in peers.items():
        times = []
        for mail in mails:
            began = time.perf_counter()
            model.predict_proba([f"{mail['subject']}\n{newest(text_of(mail)) or ''}"])
            times.append(time.perf_counter() - began)
        times.sort()
        read = [f"{mail['subject']}\n{newest(text_of(mail)) or ''}" for mail in judged]
        wanted, got = [mail["label"] for mail in judged], model.predict(read)
        figure = {
            "peer": name,
            "mails_per_s": len(times) / sum(times),
            "p50_ms": 1000 * times[len(times) // 2],
            "p95_ms": 1000 * times[len(times) * 95 // 100],
            "accuracy": accuracy_score(wanted, got),
            "macro_f1": f1_score(wanted, got, average="macro"),
            "resident_mb": resident_kb() / 1024,
            "taught_in_s": taught_in,
        }
        print(json.dumps(figure), flush=True)


main()
