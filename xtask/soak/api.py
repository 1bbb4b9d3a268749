"""Asks every operation of a running city what its description allows, and what it does not.

    python api.py PROGRAM LAW FOLDER SECONDS     the city is served from a new FOLDER by a copy of LAW

First every operation is asked once as it should be (`GOOD`), each answer held against the
description. Then Schemathesis makes up requests from the description for SECONDS; this file is
its hooks, too: they put real tokens, cases, tasks and drafts into half of what it makes up.
An answer of 5xx, or one that the description does not have, is a failure; so is an operation
that never answered 2xx, but for what only weeks of waiting make possible (`NOT_YET`).
"""

import atexit
import collections
import itertools
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import threading
import time

import requests
import schemathesis

SERVICE = "service.building-permit"
ISSUER = "alatau-city-authority"
APPLICATION = {"title": "A workshop", "place": "alatau", "class": "level-2", "person": ["resident-company"]}
# A stream has no end: it is asked once, by hand.
STREAM = ("GET", "/api/events")


class City:
    """People with tokens, and ways to whatever an operation needs."""

    def __init__(self, url, operator):
        self.url, self.operator, self.names = url, operator, itertools.count(1)
        self.lock, self.tokens = threading.RLock(), {}
        # Accounts that made-up requests may change.
        self.spare = []

    def ask(self, method, path, token="", body=None, **more):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(method, self.url + path, json=body, headers=headers, timeout=60, **more)

    def must(self, *arguments, **more):
        answer = self.ask(*arguments, **more)
        assert answer.ok, f"{arguments}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def account(self, role, body="", name=None):
        wanted = {"name": name or f"{role}-{os.getpid()}-{next(self.names)}", "roles": [role], "body": body}
        return self.must("POST", "/api/accounts", self.operator, wanted)["account"]

    def link(self, account):
        return self.must("POST", f"/api/accounts/{account}/link", self.operator)["link"]

    def enter(self, account):
        return self.must("POST", "/api/sign-in", "", {"link": self.link(account)})["token"]

    def person(self, role, body="", number=1):
        with self.lock:
            key = f"{role} {body} {number}"
            if key not in self.tokens:
                self.tokens[key] = self.enter(self.account(role, body))
            return self.tokens[key]

    @property
    def applicant(self):
        return self.person("applicant")

    def token(self):
        """A token of the applicant that may be taken away."""
        return self.must("POST", "/api/account/tokens", self.applicant, {"label": "spare", "days": 1})["token"]

    def draft(self):
        return self.must("POST", "/api/drafts", self.applicant, {"service": SERVICE, "application": APPLICATION})["draft"]

    def file(self):
        return self.must("POST", f"/api/drafts/{self.draft()}/file", self.applicant)["case"]

    def attach(self, kind, number):
        path = f"/api/{kind}/{number}/documents?name=plan.pdf"
        return self.must("POST", path, self.applicant, data=os.urandom(16))["document"]

    def until(self, wanted):
        """A new case, brought to where `wanted(task, holder)` says yes; answers case, activity, body."""
        case = self.file()
        while True:
            holders = self.must("GET", f"/api/cases/{case}", self.applicant)["holders"]
            for holder in holders:
                body = holder["body"]["id"] if holder["body"] else ""
                task = self.task(case, holder["activity"], body)
                if wanted(task, body):
                    return case, holder["activity"], body
            self.step(case, holders[0])

    def task(self, case, activity, body):
        token = self.person("officer", body) if body else self.applicant
        return self.must("GET", f"/api/cases/{case}/tasks/{activity}", token)

    def stated(self, task):
        facts = {asked["id"]: asked["id"] != "complains" for asked in task["asks"]}
        judged = task["judgement"]
        answer = judged and {"slot": judged["slot"], "answer": judged["answers"][0], "reason": "It fits."}
        return {"facts": facts, "judgement": answer}

    def ruling(self, task):
        ground = {"provision": task["provisions"][0], "reason": "The plan is in order."}
        return {"outcome": "approved", "grounds": [ground], **self.stated(task)}

    def step(self, case, holder):
        body, activity = holder["body"]["id"] if holder["body"] else "", holder["activity"]
        task = self.task(case, activity, body)
        assert not task["rules"], f"case {case} went past every task that was wanted"
        token = self.person("officer", body) if body else self.applicant
        self.must("POST", f"/api/cases/{case}/tasks/{activity}/complete", token, self.stated(task))

    def proposed(self):
        case, activity, body = self.until(lambda task, body: task["rules"])
        ruling = self.ruling(self.task(case, activity, body))
        self.must("PUT", f"/api/cases/{case}/tasks/{activity}/ruling", self.person("officer", body), ruling)
        return case, activity, body


def path_of(**values):
    return {"path_parameters": values}


def task_of(city, wanted, number=1, **more):
    case, activity, body = city.until(wanted)
    token = city.person("officer", body, number) if body else city.applicant
    return {"token": token, **path_of(case=case, activity=activity), **more}


def completes(city):
    case, activity, body = city.until(lambda task, body: body and not task["rules"])
    stated = city.stated(city.task(case, activity, body))
    return {"token": city.person("officer", body), **path_of(case=case, activity=activity), "body": stated}


def rules(city):
    case, activity, body = city.until(lambda task, body: task["rules"])
    ruling = city.ruling(city.task(case, activity, body))
    return {"token": city.person("officer", body), **path_of(case=case, activity=activity), "body": ruling}


def second(city, number):
    case, activity, body = city.proposed()
    return {"token": city.person("officer", body, number), **path_of(case=case, activity=activity)}


def extends(city):
    # Not every term may be extended: the tasks are tried in turn.
    for nth in range(12):
        seen = itertools.count()
        case, activity, body = city.until(lambda task, body: task["rules"] or (body and task["due"] and next(seen) >= nth))
        token = city.person("officer", body)
        path = f"/api/cases/{case}/tasks/{activity}/extend"
        for units in (1, 5, 10, 15):
            if city.ask("POST", path, token, {"by": units}).ok:
                again = city.until(lambda task, now: now == body and task["element"] == city_element(city, case, activity, body))
                return {"token": token, **path_of(case=again[0], activity=again[1]), "body": {"by": units}}
    raise AssertionError("no term can be extended")


def city_element(city, case, activity, body):
    return city.task(case, activity, body)["element"]


def closed(city):
    case = city.file()
    city.must("POST", f"/api/cases/{case}/withdraw", city.applicant)
    return {"token": city.operator, **path_of(case=case), "body": {"reason": "The applicant asked for it."}}


def own_case(city, **more):
    return {"token": city.applicant, **path_of(case=city.file()), **more}


def own_draft(city, **more):
    return {"token": city.applicant, **path_of(draft=city.draft()), **more}


def receipt(city):
    case = city.file()
    while city.ask("GET", f"/api/cases/{case}/receipt", city.applicant).status_code == 503:
        time.sleep(0.1)
    return {"token": city.applicant, **path_of(case=case)}


def document(city, kind, number):
    name = {"cases": "case", "drafts": "draft"}[kind]
    return {"token": city.applicant, **path_of(**{name: number, "hash": city.attach(kind, number)})}


def dropped_token(city):
    made = {token["hash"] for token in city.must("GET", "/api/account/tokens", city.applicant)}
    city.token()
    now = {token["hash"] for token in city.must("GET", "/api/account/tokens", city.applicant)}
    return {"token": city.applicant, **path_of(hash=(now - made).pop())}


def password(city):
    return {"token": city.enter(city.account("applicant")), "body": {"new": "a long sentence " + str(next(city.names))}}


def changed_account(city):
    number = city.account("applicant")
    return {"token": city.operator, **path_of(account=number), "body": {"name": f"changed-{number}", "roles": ["applicant"]}}


PLAN = {"query": {"name": "plan.pdf"}, "body": b"plan", "media_type": "application/octet-stream"}
LACK = {"what": "site plan", "provision": "permits-law#completeness", "reason": "The plan has no scale."}
# A complaint waits for a refusal by silence, weeks away: a clock of the Rust tests comes there.
NOT_YET = {"POST /api/cases/{case}/complaint": 409}
RULES = {"service": "building-permit", "place": "alatau", "class": "level-2"}
IS_TASK = lambda task, body: body and not task["rules"]  # noqa: E731

# What each operation is asked as it should be. Set-up was: there is an operator.
GOOD = {
    "GET /api/account": lambda city: {"token": city.applicant},
    "PUT /api/account/password": password,
    "GET /api/account/tokens": lambda city: {"token": city.applicant},
    "POST /api/account/tokens": lambda city: {"token": city.applicant, "body": {"label": "script", "days": 1}},
    "DELETE /api/account/tokens/{hash}": dropped_token,
    "GET /api/accounts": lambda city: {"token": city.operator},
    "POST /api/accounts": lambda city: {"token": city.operator, "body": {"name": f"n{next(city.names)}", "roles": ["auditor"]}},
    "PUT /api/accounts/{account}": changed_account,
    "POST /api/accounts/{account}/link": lambda city: {"token": city.operator, **path_of(account=city.account("auditor"))},
    "GET /api/cases": lambda city: {"token": city.applicant},
    "GET /api/cases/{case}": own_case,
    "GET /api/cases/{case}/documents": own_case,
    "POST /api/cases/{case}/documents": lambda city: own_case(city, **PLAN),
    "GET /api/cases/{case}/documents/{hash}": lambda city: document(city, "cases", city.file()),
    "POST /api/cases/{case}/complaint": lambda city: own_case(city, body={"reason": "Nobody looked at it."}),
    "POST /api/cases/{case}/erase": closed,
    "GET /api/cases/{case}/history": own_case,
    "GET /api/cases/{case}/looks": own_case,
    "GET /api/cases/{case}/receipt": receipt,
    "GET /api/cases/{case}/tasks/{activity}": lambda city: task_of(city, IS_TASK),
    "PUT /api/cases/{case}/tasks/{activity}/claim": lambda city: task_of(city, IS_TASK, body={"taken": True}),
    "POST /api/cases/{case}/tasks/{activity}/complete": completes,
    "POST /api/cases/{case}/tasks/{activity}/correction":
        lambda city: task_of(city, lambda task, body: any(asked["id"] == "complete" for asked in task["asks"]), body={"lacks": [LACK]}),
    "POST /api/cases/{case}/tasks/{activity}/extend": extends,
    "PUT /api/cases/{case}/tasks/{activity}/ruling": rules,
    "DELETE /api/cases/{case}/tasks/{activity}/ruling": lambda city: second(city, 1),
    "POST /api/cases/{case}/tasks/{activity}/ruling/confirm": lambda city: second(city, 2),
    "POST /api/cases/{case}/withdraw": own_case,
    "GET /api/drafts": lambda city: {"token": city.applicant},
    "POST /api/drafts": lambda city: {"token": city.applicant, "body": {"service": SERVICE, "application": APPLICATION}},
    "GET /api/drafts/{draft}": own_draft,
    "PUT /api/drafts/{draft}": lambda city: own_draft(city, body={"service": SERVICE, "application": APPLICATION}),
    "DELETE /api/drafts/{draft}": own_draft,
    "GET /api/drafts/{draft}/documents": own_draft,
    "POST /api/drafts/{draft}/documents": lambda city: own_draft(city, **PLAN),
    "GET /api/drafts/{draft}/documents/{hash}": lambda city: document(city, "drafts", city.draft()),
    "DELETE /api/drafts/{draft}/documents/{hash}": lambda city: document(city, "drafts", city.draft()),
    "POST /api/drafts/{draft}/file": own_draft,
    "GET /api/errors/{code}": lambda city: path_of(code="AL-4403"),
    "GET /api/figures": lambda city: {},
    "GET /api/health": lambda city: {},
    "PUT /api/interests/{party}":
        lambda city: {"token": city.person("officer", ISSUER, 3), **path_of(party=city.account("applicant")), "body": {"interested": True}},
    "GET /api/metrics": lambda city: {},
    "GET /api/notices": lambda city: {"token": city.applicant},
    "PUT /api/notices/read": lambda city: {"token": city.applicant},
    "GET /api/openapi.json": lambda city: {},
    "PUT /api/quotas/{name}": lambda city: {"token": city.operator, **path_of(name="district-1"), "body": {"limit": 7}},
    "GET /api/registers": lambda city: {"token": city.operator},
    "GET /api/rulebook": lambda city: {"query": RULES},
    "GET /api/services": lambda city: {},
    "POST /api/sign-in": lambda city: {"body": {"link": city.link(city.account("auditor"))}},
    "DELETE /api/sign-in": lambda city: {"token": city.token()},
    "GET /api/worklist": lambda city: {"token": city.person("officer", ISSUER)},
    "GET /log/checkpoint": lambda city: {},
    "GET /log/figures.json": lambda city: {},
    "GET /log/key": lambda city: {},
    "GET /log/tile/{path}": lambda city: path_of(path=tile(city)),
}


def tile(city):
    size = int(city.ask("GET", "/log/checkpoint").text.splitlines()[1])
    return "0/000" if size >= 256 else f"0/000.p/{size}"


@schemathesis.check
def answers_as_described(ctx, response, case):
    """No fault of ours, and no success that the description does not have."""
    status = response.status_code
    # A receipt that is not in the published log yet is worth waiting for.
    soon = status == 503 and case.operation.label.endswith("/receipt") and "AL-4433" in response.text
    assert status < 500 or soon, f"{status}: {response.text}"
    described = {str(code) for code in case.operation.definition.raw["responses"]}
    assert status >= 400 or str(status) in described, f"{status} is not among {sorted(described)}"


CHECKS = ["answers_as_described", "status_code_conformance", "content_type_conformance", "response_headers_conformance"]
CHECKS += ["response_schema_conformance", "unsupported_method"]


def tour(city, described):
    """Every operation once as it should be; answers those that did not answer 2xx."""
    schema = schemathesis.openapi.from_dict(described)
    schema.config.update(base_url=city.url)
    wrong = []
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        name = operation.label
        if name in ("GET /api/events", "POST /api/set-up"):
            continue
        asked = GOOD[name](city)
        token = asked.pop("token", "")
        case = operation.Case(**asked)
        try:
            answer = case.call(headers={"Authorization": f"Bearer {token}"} if token else {})
            case.validate_response(answer, additional_checks=[answers_as_described])
            if not (200 <= answer.status_code < 300 or answer.status_code == NOT_YET.get(name)):
                wrong.append(f"{name}: {answer.status_code} {answer.text}")
        except (Exception, BaseExceptionGroup) as failure:  # Each failure is told, and the tour goes on.
            wrong.append(f"{name}: {failure}")
    missing = set(GOOD) - {operation.label for operation in operations}
    wrong += [f"{name} is not described" for name in sorted(missing)]
    with requests.get(f"{city.url}/api/events", headers={"Authorization": f"Bearer {city.applicant}"}, stream=True, timeout=10) as stream:
        if stream.status_code != 200 or not stream.headers["content-type"].startswith("text/event-stream"):
            wrong.append(f"GET /api/events: {stream.status_code}")
    return len(operations), wrong


def some_terms_extend(law, copy):
    """A copy of the law in which the terms of decisions may be extended: under the shipped law no step's may."""
    shutil.copytree(law, copy)
    extend = 'extend = { times = 1, cap = 2, unit = "months", cap-on = "extension", by = "permit-issuer", notice = 3 }'
    for act in (copy / "acts").glob("*.md"):
        blocks = act.read_text().split("```")
        for nth, block in enumerate(blocks):
            if 'rule = "term.decision' in block and "\nextend = " not in block:
                blocks[nth] = block + extend + "\n"
        act.write_text("```".join(blocks))


def main(program, law, folder, seconds):
    folder, program, law = (pathlib.Path(path).resolve() for path in (folder, program, law))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    # What Schemathesis remembers is kept there, too.
    os.chdir(folder)
    some_terms_extend(law, folder / "law")
    command = [program, "--law", str(folder / "law"), "serve", "--data", str(folder / "data"), "--port", "0"]
    with open(folder / "requests.log", "w") as log:
        server = subprocess.Popen([*command, "--switch", "council-acts=adopted"], stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        url = "http://" + server.stdout.readline().rpartition("http://")[2].strip()
        secret = server.stdout.readline().rpartition("secret=")[2].strip()
        return soak(url, secret, seconds)
    finally:
        server.kill()
        server.wait()


def soak(url, secret, seconds):
    wanted = {"secret": secret, "name": "root", "password": "a long sentence"}
    answer = requests.post(f"{url}/api/set-up", json=wanted, timeout=60)
    assert answer.status_code == 201, answer.text
    city = City(url, answer.json()["token"])
    described = city.must("GET", "/api/openapi.json")
    operations, wrong = tour(city, described)
    for line in wrong:
        print(f"wrong: {line}")
    print(f"{operations} operations asked as they should be: {operations - len(wrong)} answered 2xx as described", flush=True)
    for role in ("applicant", "auditor", "council", "operator"):
        city.spare.append(city.account(role))
    pages = [f"--exclude-path={STREAM[1]}", "--exclude-path=/api/set-up"]
    state = {"url": url, "operator": city.operator, "tokens": city.tokens, "spare": city.spare}
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": os.path.abspath(__file__), "ALATAU_SOAK": json.dumps(state)}
    run = ["-m", "schemathesis.cli", "run", f"{url}/api/openapi.json", f"--max-time={seconds}", "--workers=2", "--continue-on-failure"]
    run += ["--checks=" + ",".join(CHECKS), "--suppress-health-check=all", "--phases=examples,coverage,fuzzing", "--seed=1"]
    done = subprocess.run([sys.executable, *run, *pages, "--no-color"], env=environment, check=False)
    health = requests.get(f"{url}/api/health", timeout=60)
    print(f"health afterwards: {health.status_code} {health.text}")
    return 1 if wrong or done.returncode or health.status_code != 200 else 0


class Hooks:
    """What is made up, with something real in half of it."""

    def __init__(self, state):
        self.city = City(state["url"], state["operator"])
        self.city.tokens.update(state["tokens"])
        self.spare = state["spare"]
        self.asked = collections.defaultdict(dict)
        self.counts, self.random = collections.Counter(), random.Random(1)

    def before_call(self, case):
        name = case.operation.label
        token, real = "", {}
        if self.random.random() < 0.5 and name in GOOD:
            with self.city.lock:
                # What is dear to make is used several times.
                if name not in self.asked or self.random.random() < 0.1:
                    self.asked[name] = GOOD[name](self.city)
                real = self.asked[name]
            token = real.get("token", "")
        elif self.random.random() < 0.8:
            token = self.random.choice([self.city.operator, *self.city.tokens.values()])
        if name in ("DELETE /api/sign-in", "PUT /api/account/password"):
            token = real.get("token", "")
        for parameter, value in real.get("path_parameters", {}).items():
            case.path_parameters[parameter] = value
        if "account" in (case.path_parameters or {}) and not real:
            case.path_parameters["account"] = self.random.choice([*self.spare, 999_999])
        if token:
            case.headers["Authorization"] = f"Bearer {token}"

    def after_call(self, case, response):
        self.counts[case.operation.label, response.status_code] += 1

    def told(self):
        """What was answered: one line an operation."""
        by_name = collections.defaultdict(dict)
        for (name, status), count in sorted(self.counts.items()):
            by_name[name][status] = count
        for name, counts in by_name.items():
            print(f"{name:<62}", "  ".join(f"{status}: {count}" for status, count in counts.items()))
        well = sum(any(status < 300 for status in counts) for counts in by_name.values())
        print(f"{sum(self.counts.values())} requests made up; {well} of {len(by_name)} operations answered some of them with 2xx")


if "ALATAU_SOAK" in os.environ:
    HOOKS = Hooks(json.loads(os.environ["ALATAU_SOAK"]))
    atexit.register(HOOKS.told)

    @schemathesis.hook
    def before_call(context, case, kwargs):
        HOOKS.before_call(case)

    @schemathesis.hook
    def after_call(context, case, response):
        HOOKS.after_call(case, response)

elif __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4], int(sys.argv[4])))
