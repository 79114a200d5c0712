"""Manufacturers and responsible persons (EU product safety): how they are created, and what is told of them."""

from typing import Annotated, Literal

from pydantic import Field

from catalog_sync.tiktok.bodies import Body, Locale
from catalog_sync.tiktok.models import Answer, Page, Tolerant

Line = Annotated[str, Field(max_length=500)]


class ManufacturerPhone(Body):
    """A phone number, or that there is none; the country code is the dial code."""

    availability: Literal["AVAILABLE", "UNAVAILABLE"] | None = None
    country_code: str | None = None
    local_number: str | None = None


class CreateManufacturerRequest(Body):
    """A manufacturer; its locale is that of the market it is named in."""

    name: str = Field(min_length=1, max_length=255)
    email: str
    phone_number: ManufacturerPhone
    address: Line
    registered_trade_name: Annotated[str, Field(max_length=200)] | None = None
    locale: Locale | None = None


class PersonPhone(Body):
    """A phone number; the country code is the dial code."""

    country_code: str
    local_number: str


class PersonAddress(Body):
    """The postal address of a responsible person."""

    street_address_line1: Line
    postal_code: Line
    country: str
    street_address_line2: Line | None = None
    district: Line | None = None
    city: Line | None = None
    province: Line | None = None


class CreateResponsiblePersonRequest(Body):
    """A responsible person in the EU; the locale is that of the market they are named in."""

    name: str = Field(min_length=1, max_length=200)
    email: str
    phone_number: PersonPhone
    address: PersonAddress
    locale: Locale | None = None


class CreatedManufacturer(Answer):
    """Answer of Create Manufacturer."""

    manufacturer_id: str


class CreatedResponsiblePerson(Answer):
    """Answer of Create Responsible Person."""

    responsible_person_id: str


class Phone(Tolerant):
    """A phone number."""

    availability: str = ""
    country_code: str = ""
    local_number: str = ""


class Profile(Tolerant):
    """What is told of somebody in one market."""

    locale: str = ""
    name: str = ""
    email: str = ""
    phone_number: Phone = Phone()


class ManufacturerProfile(Profile):
    """A manufacturer in one market."""

    registered_trade_name: str = ""
    address: str = ""


class Manufacturer(Tolerant):
    """A manufacturer, market by market."""

    id: str
    regional_profiles: tuple[ManufacturerProfile, ...] = ()


class ManufacturerPage(Page):
    """One page of the manufacturers."""

    manufacturers: tuple[Manufacturer, ...] = ()


class Address(Tolerant):
    """A postal address."""

    street_address_line1: str = ""
    street_address_line2: str = ""
    district: str = ""
    city: str = ""
    postal_code: str = ""
    province: str = ""
    country: str = ""


class PersonProfile(Profile):
    """A responsible person in one market."""

    address: Address = Address()


class ResponsiblePerson(Tolerant):
    """A responsible person, market by market."""

    id: str
    regional_profiles: tuple[PersonProfile, ...] = ()


class ResponsiblePersonPage(Page):
    """One page of the responsible persons."""

    responsible_persons: tuple[ResponsiblePerson, ...] = ()
