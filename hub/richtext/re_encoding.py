"""A picture made anew: nothing but pixels of what was sent is stored."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from hub.files.content import IMAGES, MAX_PIXELS, TOO_MANY_PIXELS, Refused

SIDE = 2400  # pixels; sharp on A4 at 200 dpi


@dataclass(frozen=True)
class Picture:
    data: bytes
    suffix: str
    width: int
    height: int


def re_encoded(source: IO[bytes]) -> Picture | None:
    """Upright, at most 2400 pixels, without metadata: JPEG stays JPEG, all others become PNG
    (Word knows both). None for what is no picture; raises Refused for a flood of pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return read(source)
    except Image.DecompressionBombError:
        raise Refused(TOO_MANY_PIXELS) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None


def read(source: IO[bytes]) -> Picture:
    with Image.open(source, formats=list(IMAGES)) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Refused(TOO_MANY_PIXELS)
        photo = image.format == "JPEG"
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((SIDE, SIDE))
        transparent = "A" in upright.getbands() or "transparency" in upright.info
        pixels = upright.convert("RGBA" if transparent and not photo else "RGB")
    pixels.info.clear()  # no colour profile, no comment
    target = BytesIO()
    if photo:
        pixels.save(target, "JPEG", quality=88, optimize=True)
    else:
        pixels.save(target, "PNG", optimize=True)
    return Picture(target.getvalue(), ".jpg" if photo else ".png", *pixels.size)
