"""Downloads files by addresses that come from data: no credentials go there, and nothing inside our network answers."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from ipaddress import ip_address

import httpx

from catalog_sync.pim.calls import Answer, AnswerTooLarge, Caller, Pause
from catalog_sync.pim.errors import MediaMissing, MediaRefused

REDIRECTS = 5

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class MediaLinks:
    """Downloads of at most `limit` bytes in `seconds`.

    Hosts at private addresses are refused unless `hosts` names them; the connection goes to the very address that was
    looked at, also after each redirect, so that a name cannot change its mind in between.
    """

    def __init__(
        self,
        *,
        limit: int,
        seconds: float,
        hosts: Collection[str] = (),
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._limit, self._seconds = limit, seconds
        self._hosts = {host.casefold() for host in hosts}
        self._transport, self._resolve, self._pause = transport, resolve, pause

    async def download(self, link: str) -> bytes:
        """The bytes behind a link; raises MediaMissing, MediaRefused or PimUnreachable."""
        try:
            async with asyncio.timeout(self._seconds), self._client() as client:
                return await self._follow(client, httpx.URL(link))
        except TimeoutError as error:
            raise MediaRefused(f"Media link {_shown(link)} took over {self._seconds:.0f} s.") from error
        except AnswerTooLarge as error:
            raise MediaRefused(f"Media link {_shown(link)} has {error}.") from error
        except (httpx.InvalidURL, ValueError) as error:
            raise MediaRefused(f"Media link {_shown(link)} is no address.") from error

    def _client(self) -> httpx.AsyncClient:
        timeout = httpx.Timeout(30, read=60)
        return httpx.AsyncClient(transport=self._transport, timeout=timeout, trust_env=False)

    async def _follow(self, client: httpx.AsyncClient, url: httpx.URL) -> bytes:
        for _ in range(REDIRECTS + 1):
            answer = await self._answer(client, url)
            if answer.status == 200:
                return answer.body
            if answer.status in {404, 410}:
                raise MediaMissing(f"Nothing is behind media link {_shown(str(url))}: correct it in the PIM.")
            if not 300 <= answer.status < 400 or "location" not in answer.headers:
                raise MediaRefused(f"Media link {_shown(str(url))} answers {answer.status}.")
            url = url.join(answer.headers["location"])
        raise MediaRefused(f"Media link {_shown(str(url))} redirects more than {REDIRECTS} times.")

    async def _answer(self, client: httpx.AsyncClient, url: httpx.URL) -> Answer:
        address = await self._address(url)
        request = client.build_request(
            "GET",
            url.copy_with(host=address, username=None, password=None),
            headers={"Host": url.netloc.decode()},
            extensions={"sni_hostname": url.host},
        )
        return await Caller(client, pause=self._pause).send(request, self._limit)

    async def _address(self, url: httpx.URL) -> str:
        if url.scheme not in {"http", "https"} or not url.host:
            raise MediaRefused(f"Media link {_shown(str(url))} is neither http nor https.")
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            addresses = await self._resolve(url.host, port)
        except OSError as error:
            raise MediaRefused(
                f"Media link {_shown(str(url))} has a host that no name server knows."
            ) from error
        if url.host.casefold() not in self._hosts and not all(
            ip_address(each).is_global for each in addresses
        ):
            raise MediaRefused(
                f"Media link {_shown(str(url))} leads into a private network: name the host in link_hosts to allow it."
            )
        return addresses[0]


def _shown(link: str) -> str:
    """A link without what may be secret in it."""
    return link.partition("?")[0].rpartition("@")[2][:200]
