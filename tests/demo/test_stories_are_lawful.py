"""Every story of the demo is told again to the rules of the house, and not one step is refused."""

from datetime import date

import pytest

from anlan.domains.dangers import rules as dangers
from anlan.domains.dangers.facts import Assurances
from anlan.domains.dangers.rules import Category, Danger, Description, Grade, Source
from anlan.faces.cli.demo.plan import plan
from anlan.kernel.journal.facts import By, Told
from anlan.kernel.obligations import holders
from anlan.kernel.obligations import rules as items
from anlan.kernel.obligations.life import Item, apply
from anlan.kernel.obligations.musts import Exhibit
from anlan.kernel.obligations.rules import Duty, Stage
from anlan.kernel.registry.may import EVERYWHERE, Post, reach_of


class Ledger:
    """Keeps one danger, and lets the rules decide about each step."""

    def __init__(self, story, plan) -> None:
        self.story = story
        self.assured = Assurances()
        self.people = {person.key: person for person in plan.people}
        self.posts = {
            post.key: Post(
                no=post.key,
                role=post.role,
                person=post.person,
                organisation=post.organisation,
                place=post.place,
                department=post.department,
                matter=post.matter,
            )
            for post in plan.posts
        }
        self.items: dict[str, Item] = {}

    @property
    def item(self):
        return self.items[self.story.key]

    def tell(self, facts, by, at):
        for fact in facts:
            if fact.name.startswith("items."):
                told = Told(fact=fact, at=at, person=by.person, command=by.command)
                self.items |= {item.no: item for item in apply(told, self.items)}

    def file(self):
        said = self.story.filing
        by = By(person=said.by, post=said.post, command="filed")
        told = Description(
            description=said.description,
            spot=said.spot,
            category=Category(said.category),
            basis=said.basis,
            measures=said.measures,
            control=said.control,
        )
        facts = dangers.file(
            self.duty(),
            told,
            no=self.story.key,
            grade=Grade(said.grade),
            source=Source(said.source),
            found_at=None,
            due_on=said.due_on,
            is_insider=self.people[said.owner].organisation == said.organisation,
            exhibits=shown(said.pictures),
            within=reach_of(self.posts[said.post]),
            at=said.at,
        )
        self.tell(facts, by, said.at)

    def duty(self):
        said = self.story.filing
        return Duty(
            what=said.title,
            place=said.place,
            department=said.department,
            organisation=said.organisation,
            owner=said.owner,
        )

    def step(self, step, no):
        by = By(person=step.by, post=step.post, command=f"step {no}", on_behalf_of=step.on_behalf_of)
        self.tell(self.facts(step, by), by, step.at)

    def facts(self, step, by):
        told = Description(description="d", basis="b", measures="m", control="c")
        danger = Danger(item=self.item, told=told, said=self.assured)
        pictures = shown(step.pictures)
        match step.verb:
            case "accept" | "take":
                return getattr(items if step.verb == "accept" else holders, step.verb)(self.item, by=by)
            case "note":
                return items.note(self.item, by=by, text=step.text)
            case "assure":
                responsibility, funds, plan = step.text.splitlines()
                self.assured = Assurances(responsibility=responsibility, funds=funds, plan=plan)
                return dangers.assure(danger, self.assured, by=by)
            case "attach":
                stage = Stage(step.pictures[0].stage)
                return items.attach(self.item, by=by, exhibits=pictures, stage=stage, caption="")
            case "submit":
                said = {"exhibits": pictures, "already": (), "text": step.text}
                return dangers.submit(danger, by=by, checker=step.to, head=None, **said)
            case "return_" | "void":
                place = {"speaks_at": self.posts[by.post].place} if step.verb == "void" else {}
                return getattr(dangers, step.verb)(danger, by=by, why=step.text, **place)
            case "strike_off":
                return dangers.strike_off(danger, by=by, exhibits=pictures, opinion=step.text)
            case "hand_over":
                insider = any(
                    p.person == step.to and p.organisation == self.item.organisation for p in self.posts.values()
                )
                return holders.hand_over(self.item, by=by, to=step.to, is_insider=insider, why=step.text)
            case "correct":
                grade = Grade(self.story.filing.grade)
                told = danger.told
                return dangers.correct(
                    danger, self.duty(), told, grade=grade, is_insider=True, by=by, why=step.text, within=EVERYWHERE
                )
        raise AssertionError(step.verb)


def shown(pictures):
    return [Exhibit(file=picture.key, is_own=True) for picture in pictures]


@pytest.mark.parametrize(("seed", "day"), [(1, date(2026, 11, 26)), (2, date(2026, 7, 19))], ids=str)
def test_the_rules_refuse_nothing_and_every_danger_ends_as_the_plan_says(seed, day):
    told = plan(seed, day)

    for story in told.stories:
        ledger = Ledger(story, told)
        ledger.file()
        for no, step in enumerate(story.steps):
            ledger.step(step, no)

        assert (ledger.item.state, ledger.item.owner) == (story.state, story.owner)
        assert ledger.item.checker in (None, story.checker)
