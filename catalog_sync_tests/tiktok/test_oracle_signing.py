"""Our signatures beside those of an independent client, on requests that nobody would make by hand."""

import asyncio
from urllib.parse import quote

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from catalog_sync.tiktok.signing import RequestSigner
from catalog_sync_tests.tiktok import oracle

KEY, SECRET = "6demoappkey01", "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RESERVED = st.text("&=+%?#/;:@!$'()*,[] ~\"<>\\^`{|}é世🛒", max_size=20)
VALUES = TEXT | RESERVED
QUERY = st.dictionaries(
    VALUES.filter(bool).filter(lambda name: name not in oracle.GATEWAY), VALUES, max_size=6
)
SEGMENTS = st.lists(VALUES.filter(bool), min_size=1, max_size=4)
FILES = st.dictionaries(st.sampled_from(["data", "name", "use_case"]), st.binary(max_size=50), min_size=1)


def arrived(request: httpx.Request) -> httpx.Request:
    """The request as it goes over the wire, signed at a fixed time."""
    seen: list[httpx.Request] = []

    async def main() -> None:
        signer = RequestSigner(KEY, SecretStr(SECRET), SecretStr("ROW_token"), lambda: 1767225600)
        transport = httpx.MockTransport(lambda signed: seen.append(signed) or httpx.Response(200))
        async with httpx.AsyncClient(transport=transport) as http:
            await http.send(request, auth=signer)

    asyncio.run(main())
    return seen[0]


def url(segments: list[str], query: dict[str, str]) -> httpx.URL:
    path = "/".join(quote(segment, safe="") for segment in segments)
    return httpx.URL(f"https://open-api.example.test/product/202309/{path}", params=query)


@settings(deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE"]), segments=SEGMENTS, query=QUERY, body=st.binary()
)
def test_a_json_request_is_signed_over_its_path_its_decoded_query_and_its_very_bytes(
    method, segments, query, body
):
    body = body.decode("utf-8", "ignore").encode()
    headers = {"content-type": "application/json"}
    request = arrived(httpx.Request(method, url(segments, query), headers=headers, content=body))
    assert request.url.params["sign"] == oracle.expected_sign(request, SECRET)
    assert query.items() <= dict(oracle.query(request)).items()
    assert request.content == body


@settings(deadline=None)
@given(segments=SEGMENTS, query=QUERY, files=FILES)
def test_an_upload_is_signed_without_its_body(segments, query, files):
    request = arrived(httpx.Request("POST", url(segments, query), files=files))
    assert request.url.params["sign"] == oracle.expected_sign(request, SECRET)
    assert oracle.multipart(request)
    assert oracle.parts(request).keys() == files.keys()


@settings(deadline=None)
@given(query=QUERY, body=TEXT.filter(bool))
def test_a_signature_holds_for_one_request_only(query, body):
    request = arrived(httpx.Request("POST", url(["products"], query), content=body.encode()))
    other = httpx.Request("POST", request.url, headers=request.headers, content=body.encode() + b" ")
    assert request.url.params["sign"] != oracle.expected_sign(other, SECRET)
