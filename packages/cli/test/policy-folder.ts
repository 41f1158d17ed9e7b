// A solution with a policy, as files: a client of a calculator.

import { Folder } from './folder.ts'

export const policyFiles: Readonly<Record<string, string>> = {
  'security.psl': `execute: kl.core.Execute
use nk.base._
use nk.basic._
use EDL demo.Client
use EDL demo.Server
use EDL kl.core.Core

execute { grant () }
request dst=kl.core.Core { grant () }
request src=demo.Client dst=demo.Server endpoint=ops {
    match method=Add { grant () }
    match method=Div { assert (message.right != 0) }
}
response { grant () }
`,
  'demo/Ops.idl': `package demo.Ops

interface {
    Add(in SInt32 left, in SInt32 right, out SInt32 sum);
    Div(in SInt32 left, in SInt32 right, out SInt32 quotient);
}
`,
  'demo/Client.edl': 'entity demo.Client\n',
  'demo/Server.edl': 'entity demo.Server\n\nendpoints {\n    ops : demo.Ops\n}\n',
}

/** A folder with these files, and others or other texts of them. */
export function policyFolder(more: Readonly<Record<string, string>> = {}): Folder {
  return new Folder({ ...policyFiles, ...more })
}

/** The policy with a part that is written otherwise. */
export function policyWith(part: string, other: string): string {
  const text = policyFiles['security.psl'] as string
  if (!text.includes(part)) throw new Error(`the policy has no ${part}`)
  return text.replace(part, other)
}
