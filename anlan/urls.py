"""Which address leads to which face."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import StringConverter

from anlan.faces.api import doors
from anlan.faces.web import (
    answers,
    doorstep,
    entities,
    factor,
    filing,
    handlers,
    imports,
    item,
    keeper,
    ledger,
    live,
    many,
    map,
    notices,
    people,
    sampling,
    search,
    setup,
    styleguide,
    today,
    uploads,
    warnings,
    watches,
    welcome,
)


class ItemConverter(StringConverter):
    """The number of an item in an address, with the episode behind it: 26-004217/2."""

    regex = r"[^/]+(?:/[0-9]{1,3})?"


register_converter(ItemConverter, "item")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("items/", ledger.ledger, name="ledger"),
    path("items/new/", filing.file, name="file"),
    path("items/hand-over/", answers.whole_list, name="whole-list"),
    path("items/views/", ledger.views, name="views"),
    path("items/many/<str:verb>/", many.many, name="many"),
    path("items/export/", imports.export_items, name="export-items"),
    path("notices/", notices.notices, name="notices"),
    path("live", live.news, name="live"),
    path("search/", search.search, name="search"),
    path("entities/", entities.entities, name="entities"),
    path("e/<str:no>/", entities.entity, name="entity"),
    path("map/", map.map_, name="map"),
    path("map/shapes/", map.shapes, name="map-shapes"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("styleguide/<path:name>/", styleguide.styleguide, name="styleguide-page"),
    path("imports/", imports.imports, name="imports"),
    path("imports/export/<str:ledger>/", imports.export, name="export"),
    path("imports/<str:no>/", imports.job, name="import"),
    path("imports/<str:no>/progress/", imports.progress, name="import-progress"),
    path("imports/<str:no>/rejects.xlsx", imports.rejects, name="rejects"),
    path("i/<item:no>/", item.show, name="item"),
    path("i/<item:no>/peek/", item.peek, name="peek"),
    path("i/<item:no>/receipt/", item.receipt, name="receipt"),
    path("i/<item:no>/<str:kind>.pdf", item.paper, name="paper"),
    path("i/<item:no>/correct/", filing.correct, name="correct"),
    path("i/<item:no>/files/<str:file>/", item.file, name="evidence"),
    path("i/<item:no>/<str:verb>/", item.move, name="move"),
    path("watches/", watches.watches, name="watches"),
    path("watches/new/", watches.new, name="new-watch"),
    path("watches/away/", answers.away, name="away"),
    path("watches/<str:no>/", watches.show, name="watch"),
    path("watches/<str:no>/<str:verb>/", watches.move, name="move-watch"),
    path("sampling/", sampling.samples, name="sampling"),
    path("sampling/<str:place>/<str:month>/", sampling.sample, name="sample"),
    path("warnings/", warnings.warnings, name="warnings"),
    path("warnings/<str:no>/", warnings.show, name="warning"),
    path("warnings/<str:no>/<str:verb>/", warnings.move, name="move-warning"),
    path("welcome/", welcome.welcome, name="welcome"),
    path("setup/", setup.setup, name="setup"),
    path("restore/acknowledge/", keeper.acknowledge, name="acknowledge-restore"),
    path("answers/", answers.answers, name="answers"),
    path("responsibility/", answers.responsibility, name="responsibility"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<str:no>/phone/", people.ring, name="ring"),
    path("people/<str:no>/code/", people.code, name="give-code"),
    path("people/<str:no>/factor/", people.ask_factor_off, name="ask-factor-off"),
    path("people/<str:no>/factor/agree/", keeper.agree_factor_off, name="agree-factor-off"),
    path("people/<str:no>/subject/", people.bind, name="bind"),
    path("posts/new/", people.propose, name="propose"),
    path("posts/<str:no>/end/", people.end, name="end-post"),
    path("posts/<str:no>/end/agree/", keeper.agree_ending, name="agree-ending"),
    path("posts/<str:no>/deputy/", answers.deputy, name="deputy"),
    path("posts/<str:no>/agree/", keeper.agree, name="agree"),
    path("uploads/", uploads.upload, name="upload"),
    path("uploads/<str:file>/", uploads.look, name="look"),
    path("sign-in/", doorstep.sign_in, name="sign-in"),
    path("sign-in/code/", doorstep.by_code, name="code"),
    path("sign-in/factor/", doorstep.by_factor, name="sign-in-factor"),
    path("sign-in/service/", doorstep.to_service, name="sso"),
    path("sign-in/service/back/", doorstep.from_service, name="sso-back"),
    path("proof/", doorstep.prove, name="proof"),
    path("factor/", factor.factor, name="factor"),
    path("factor/new/", factor.begin, name="new-factor"),
    path("factor/confirm/", factor.confirm, name="confirm-factor"),
    path("factor/end/", factor.end, name="end-factor"),
    path("sign-out/", doorstep.sign_out, name="sign-out"),
    path("post/", doorstep.take_post, name="post"),
    path("language/", doorstep.speak, name="language"),
    path("healthz", doors.healthz, name="healthz"),
    path("api/openapi.json", doors.openapi, name="openapi"),
    path("api/tokens", doors.tokens, name="tokens"),
    path("api/files", doors.put, name="files"),
    path("api/acts/<str:name>", doors.do, name="act"),
    path("api/reads/<str:name>", doors.ask, name="read"),
]

handler400 = handlers.unreadable
handler404 = handlers.not_here
handler500 = handlers.broken
