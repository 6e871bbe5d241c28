"""The web page at /, and the files that it is made of."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from fastapi import APIRouter, FastAPI, HTTPException, Request, Response

from api.drawing import Drawing
from api.views import View
from planner import __version__

router = APIRouter(include_in_schema=False)
WEB = Path(__file__).parents[1] / "web"
TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
}
VEGA = "vega.js"


@cache
def page_files() -> Mapping[str, bytes]:
    """Name -> content of every file of the page."""
    return {path.name: path.read_bytes() for path in WEB.iterdir() if path.suffix in TYPES}


@router.get("/", name="page")
async def page(request: Request) -> Response:
    """The page."""
    return _served(request, "index.html", page_files()["index.html"])


@router.get("/openapi.json", name="openapi")
async def openapi_document(request: Request) -> Response:
    """The interface, written once."""
    content = await asyncio.to_thread(_document, request.app)
    return _served(request, "openapi.json", content)


@router.get("/web/{name}", name="page_file")
async def page_file(request: Request, name: str) -> Response:
    """A script or the style of the page; ``vega.js`` is what draws its charts."""
    if name == VEGA:
        drawing: Drawing = request.app.state.drawing
        return _served(request, name, await drawing.view(__version__, View("vega")))
    if name not in page_files():
        raise HTTPException(404)
    return _served(request, name, page_files()[name])


@lru_cache(maxsize=4)
def _document(app: FastAPI) -> bytes:
    return json.dumps(app.openapi()).encode()


def _served(request: Request, name: str, content: bytes) -> Response:
    tag = _tag(content)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = _packed(content), "gzip"
    return Response(content, media_type=TYPES[Path(name).suffix], headers=headers)


@lru_cache(maxsize=32)
def _tag(content: bytes) -> str:
    """A weak one: of the content, packed or not."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


@lru_cache(maxsize=32)
def _packed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)
