// Folders of solutions for tests: written into a temporary folder, which is removed with the test.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Diagnostic, formatDiagnostic } from '@kos/idl-compiler'

/** Texts by path; null leaves out a file that is there otherwise. */
export type Texts = Readonly<Record<string, string | null>>

/** Writes a folder; returns its path. */
export function folderOf(texts: Texts): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'kos-test-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeTexts(folder, texts)
  return folder
}

/** Writes files into a folder. */
export function writeTexts(folder: string, texts: Texts): void {
  for (const [path, text] of Object.entries(texts)) {
    if (text === null) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/** Diagnostics as people see them. */
export function shownDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(formatDiagnostic).join('\n')
}

/** A client that calls a server: complete, and without a warning. */
export const echo: Readonly<Record<string, string>> = {
  'init.yaml': `entities:
- name: echo.Client
  connections:
  - target: echo.Server
    id: pings
- name: echo.Server
`,
  'resources/IPing.idl': `package echo.IPing

interface {
    Ping(in UInt32 value, out UInt32 result);
}
`,
  'resources/Client.edl': 'task class echo.Client\n',
  'resources/Server.edl': `task class echo.Server

endpoints {
    ping : echo.IPing
}
`,
  'security.psl': `execute: kl.core.Execute

use nk.base._
use EDL Einit
use EDL kl.core.Core
use EDL echo.Client
use EDL echo.Server

execute { grant () }
request { match dst = kl.core.Core { grant () } }
request src = echo.Client, dst = echo.Server { match endpoint = ping { grant () } }
response src = echo.Server, dst = echo.Client { grant () }
`,
  'src/Client.ts': `import { connect, program, unwrap } from '@kos/libkos'
import { IPing } from './generated/echo/IPing.idl.ts'

export default program(async (kos) => {
  const ping = connect(kos, IPing, 'pings', 'ping')
  kos.log('answer', unwrap(await ping.Ping({ value: 6 })).result)
})
`,
  'src/Server.ts': `import { program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/echo/Server.edl.ts'

export default program({ endpoints, endpointInfo }, async (kos) => {
  await serve(kos, 'pings', { ping: { Ping: ({ value }) => ({ result: value + 1 }) } })
})
`,
}
