// A solution of files for tests: a client of a server with one endpoint.

import { analyse, type Analysis, findings } from '../../src/analysis/index.ts'
import { type LoadedPolicy, loadPolicy } from '../../src/psl/index.ts'

const files: Readonly<Record<string, string>> = {
  'demo/Ops.idl': `package demo.Ops
interface {
    Add(in SInt32 left, in SInt32 right, out SInt32 sum);
    Div(in SInt32 left, in SInt32 right, out SInt32 quotient, error UInt32 status);
    Name(in string<16> name);
}
`,
  'demo/Client.edl': 'entity demo.Client\n',
  'demo/Server.edl': 'entity demo.Server\nendpoints {\n    ops : demo.Ops\n}\n',
}

// The kernel, as the system's own files say; not all methods of its clock are public.
const system = {
  root: 'system',
  read: (path: string): string | null => systemTexts[path] ?? null,
  notPublic: (path: string): string | null => (path === 'kl/core/Time.idl' ? 'some methods' : null),
}
const systemTexts: Readonly<Record<string, string>> = {
  'kl/core/Core.edl': 'entity kl.core.Core\nendpoints {\n    time : kl.core.Time\n}\n',
  'kl/core/Time.idl': 'package kl.core.Time\ninterface {\n    Get(out UInt64 time);\n}\n',
}

const head = `execute: kl.core.Execute
use nk.base._
use nk.basic._
use nk.flow._
use nk.regex._
use EDL demo.Client
use EDL demo.Server
use EDL kl.core.Core
`

/** The number of lines before those that `load` is given. */
export const headLines: number = head.split('\n').length - 1

/** Loads a policy of these lines, after those that all policies have. */
export function load(text: string): LoadedPolicy {
  const path = 'security.psl'
  const policy = loadPolicy(path, {
    system,
    read: (each) => (each === path ? head + text : (files[each] ?? null)),
  })
  const errors = policy.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2))
  return policy
}

/** The analysis of such a policy. */
export function loaded(text: string): Analysis {
  return analyse(load(text))
}

/** The codes and messages of findings about such a policy. */
export function foundIn(text: string): string[] {
  return findings(loaded(text)).map(({ code, message }) => `${code}: ${message}`)
}
