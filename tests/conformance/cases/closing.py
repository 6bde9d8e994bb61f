# SPDX-License-Identifier: MIT
"""The closing handshake: RFC 6455 sections 5.5.1 and 7."""
from driver.frames import CLOSE, CONTINUATION, PING, TEXT, close_payload
from driver.peer import Peer
from driver.registry import WHOLE, add, case

RECEIVABLE = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999)
NOT_RECEIVABLE = (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)


def closes(peer: Peer, payload: bytes, *codes: int | None):
    peer.expect_echo(TEXT, b"before the close")
    peer.send(CLOSE, payload)
    peer.expect_close(*codes)


for code in RECEIVABLE:
    # 5.5.1: "it typically echos the status code it received", and 1000 is the
    # other answer in use.
    add("7.4", f"the code {code} is answered", lambda peer, n=code:
        closes(peer, close_payload(n, b"good reason"), n, 1000))
for code in NOT_RECEIVABLE:
    add("7.4", f"the code {code} is refused", lambda peer, n=code:
        closes(peer, close_payload(n, b"bad code"), 1002))
    add("7.4", f"the code {code} without a reason is refused", lambda peer, n=code:
        closes(peer, close_payload(n), 1002), pieces=(WHOLE,))

add("5.5.1", "a close without a code is answered", lambda peer: closes(peer, b"", None, 1000))
add("5.5.1", "a close of one octet is refused", lambda peer: closes(peer, b"\x03", 1002))
add("5.5.1", "a reason of 123 octets is answered", lambda peer:
    closes(peer, close_payload(1000, b"*" * 123), 1000))
add("5.5.1", "a reason of 124 octets is refused", lambda peer:
    closes(peer, close_payload(1000, b"*" * 124), 1002))
add("5.5.1", "a reason with multi-octet text is answered", lambda peer:
    closes(peer, close_payload(1000, "\u20ac \U0001f600".encode()), 1000))
add("5.5.1", "a reason that is not UTF-8 is refused", lambda peer:
    closes(peer, close_payload(1000, b"\xce\xba\xe1\xbd\xb9\xed\xa0\x80"), 1007, 1002))
add("5.5.1", "a reason that ends inside a code point is refused", lambda peer:
    closes(peer, close_payload(1000, b"\xe2\x82"), 1007, 1002))


@case("5.5.1", "nothing is sent or answered after a close")
def nothing_after(peer: Peer):
    peer.send_octets(peer.frame(CLOSE, close_payload(1000)) + peer.frame(TEXT, b"late")
                     + peer.frame(PING, b"late") + peer.frame(CLOSE, close_payload(1000)))
    peer.expect_close(1000)


@case("5.5.1", "a close inside a fragmented message ends it without an echo")
def inside_a_message(peer: Peer):
    peer.send_octets(peer.frame(TEXT, b"never finished", fin=False) + peer.frame(CLOSE, close_payload(1000))
                     + peer.frame(CONTINUATION, b"ignored"))
    peer.expect_close(1000)


@case("5.5.1", "messages before the close are echoed before the answer")
def echoes_first(peer: Peer):
    texts = [b"%d" % i for i in range(20)]
    peer.send_octets(b"".join(peer.frame(TEXT, text) for text in texts)
                     + peer.frame(CLOSE, close_payload(1000)))
    for text in texts:
        peer.expect_message(TEXT, text)
    peer.expect_close(1000)


@case("7.1.1", "the end of the stream without a close frame harms nobody", pieces=(WHOLE,))
def silent_end(peer: Peer):
    peer.expect_echo(TEXT, b"last words")
    peer.socket.close()
    peer.ended = True


@case("7.1.1", "a stream that ends inside a frame harms nobody", pieces=(WHOLE,))
def end_inside(peer: Peer):
    peer.send(TEXT, b"half of i", declared=18)
    peer.socket.close()
    peer.ended = True
