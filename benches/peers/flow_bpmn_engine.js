// The permit flow of benches/data in bpmn-engine for Node.
//
// usage: node flow_bpmn_engine.js INSTANCES FLOW.bpmn   (bpmn-engine 25.0.1 is found by NODE_PATH)
//
// Prints {"tasks": n, "permits": n, "per_cpu_s": x}. Its conditions are scripts, so
// the two of the model are translated; the model is otherwise as it stands.
const fs = require("fs");
const { Engine } = require("bpmn-engine");

const [instances, path] = [Number(process.argv[2]), process.argv[3]];
const source = fs.readFileSync(path, "utf8")
  .replace(/xsi:type="tFormalExpression">=(\w+) = true</g, 'xsi:type="tFormalExpression" language="javascript">next(null, environment.output.$1 === true)<');

async function one(number, count) {
  let first = true;
  const engine = new Engine({ name: `permit ${number}`, source });
  const done = new Promise((resolve, reject) => { engine.once("end", resolve); engine.once("error", reject); });
  const { EventEmitter } = require("events");
  const listener = new EventEmitter();
  listener.on("activity.wait", (api) => {
    if (api.id === "check") {
      api.environment.output.docs_ok = !(number % 4 === 0 && first);
      api.environment.output.approved = number % 10 !== 9;
      first = false;
    }
    count.tasks += 1;
    count.permits += api.id === "issue" ? 1 : 0;
    api.signal();
  });
  await engine.execute({ listener });
  await done;
}

(async () => {
  const count = { tasks: 0, permits: 0 };
  const before = process.cpuUsage();
  for (let number = 0; number < instances; number++) await one(number, count);
  const used = process.cpuUsage(before);
  const seconds = (used.user + used.system) / 1e6;
  console.log(JSON.stringify({ ...count, per_cpu_s: count.tasks / seconds }));
})();
