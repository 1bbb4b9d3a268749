"""The permit flow of benches/data in SpiffWorkflow.

usage: flow_spiff.py INSTANCES FLOW.bpmn

Prints user tasks per CPU second as `{"tasks": n, "permits": n, "per_cpu_s": x}`.
Needs SpiffWorkflow 3.2.0. Its conditions are Python, so the two of the model are
translated; the model is otherwise as it stands.
"""

import io
import json
import re
import sys
import time

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


def main():
    instances, path = int(sys.argv[1]), sys.argv[2]
    text = open(path, encoding="utf-8").read()
    text = re.sub(r">=(\w+) = true<", r">\1 == True<", text)
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(text.encode())))
    spec = parser.get_spec("permit")
    tasks = permits = 0
    before = time.process_time()
    for number in range(instances):
        workflow = BpmnWorkflow(spec)
        first = True
        workflow.do_engine_steps()
        while not workflow.completed:
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            name = task.task_spec.name
            if name == "check":
                task.data.update(docs_ok=not (number % 4 == 0 and first), approved=number % 10 != 9)
                first = False
            task.run()
            tasks += 1
            permits += name == "issue"
            workflow.do_engine_steps()
    took = time.process_time() - before
    print(json.dumps({"tasks": tasks, "permits": permits, "per_cpu_s": tasks / took}))


main()
