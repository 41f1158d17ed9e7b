// A policy for tests of tests: a client, a server with two interfaces and a component, and a flow.

import { runTests, type TestReport } from '../../src/pal/index.ts'
import { type LoadedPolicy, loadPolicy } from '../../src/psl/index.ts'

export const files: Readonly<Record<string, string>> = {
  'Einit.edl': 'entity Einit\n',
  'kl/core/Core.edl': 'entity kl.core.Core\n',
  'demo/Calc.idl': `package demo.Calc

interface {
    Add(in UInt32 left, in SInt16 right, out UInt64 sum);
    Div(in UInt32 value, in UInt32 divisor, out UInt32 quotient, error UInt8 reason);
}
`,
  'demo/Store.idl': `package demo.Store

struct Item {
    string<8> name;
    UInt16 count;
}

union Key {
    UInt32 number;
    string<8> text;
}

interface {
    Put(in Item item, in bytes<4> data, in Key key);
    PutAll(in sequence<Item, 2> items, in array<UInt8, 3> flags, in UInt64 size);
    Share(in Handle resource);
    Sum();
}
`,
  'demo/Guard.idl': `package demo.Guard

interface {
    Register(in UInt32 level);
}
`,
  'demo/Disk.cdl': `component demo.Disk

endpoints {
    store : demo.Store
}
`,
  'demo/Seal.idl': `package demo.Seal

interface {
    Register(in UInt32 level);
    Break();
}
`,
  'demo/Vault.cdl': 'component demo.Vault\n\nsecurity demo.Seal\n',
  'demo/Client.edl': `entity demo.Client

security demo.Guard

components {
    vault : demo.Vault
}
`,
  'demo/Server.edl': `entity demo.Server

endpoints {
    calc : demo.Calc
    adder : demo.Calc
}

components {
    disk : demo.Disk
}
`,
}

/** What policies of tests begin with. */
export const head = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use nk.flow._
use nk.regex._
use EDL Einit
use EDL kl.core.Core
use EDL demo.Client
use EDL demo.Server

policy object session : Flow {
    type State = "closed" | "open"
    config =
        { states : ["closed", "open"]
        , initial : "closed"
        , transitions : { "closed" : ["open"], "open" : ["closed"] }
        }
}
`

/** The policy `policy.psl` of `head` and this text. */
export function load(text: string): LoadedPolicy {
  const all: Readonly<Record<string, string>> = { ...files, 'policy.psl': head + text }
  return loadPolicy('policy.psl', { read: (path) => all[path] ?? null })
}

/** The policy `policy.psl` of `head`, rules, and a set of one sequence of these cases. */
export function loadCases(rules: string, cases: string, setup = '', final = ''): LoadedPolicy {
  const parts = [part('setup', setup), part('sequence "test"', cases), part('finally', final)]
  return load(`${rules}\nassert "set" {\n${parts.join('')}}\n`)
}

function part(name: string, cases: string): string {
  return cases === '' ? '' : `    ${name} {\n        ${cases}\n    }\n`
}

/** Runs the cases, in one sequence, on rules. */
export function run(rules: string, cases: string, setup = '', final = ''): TestReport {
  return runTests(loadCases(rules, cases, setup, final))
}

/** What the only test said: `passed`, or what came of the case that failed and what was expected. */
export function resultOf({ diagnostics, sets }: TestReport): string {
  if (sets.length === 0) return diagnostics.map(({ message }) => message).join('\n')
  const failure = sets[0]?.sequences[0]?.failure
  if (failure === null) return 'passed'
  return failure === undefined ? 'no test' : `${failure.got}, expected ${failure.expected}`
}
