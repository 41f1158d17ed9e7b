// Programs of folders as modules: whose instances they are, and what they may import.

import { mkdirSync, readdirSync } from 'node:fs'
import { expect, it, onTestFinished, vi } from 'vitest'
import { boot, VirtualClock } from '@kos/kernel'
import { type LoadedSolution, loadSolution } from '../src/index.ts'
import { echo, folderOf, shownDiagnostics, type Texts, writeTexts } from './folder.ts'

const client = echo['src/Client.ts'] as string
const server = echo['src/Server.ts'] as string

async function loadedOf(texts: Texts): Promise<LoadedSolution> {
  const folder = folderOf({ ...echo, ...texts })
  const loaded = await loadSolution(folder, { cwd: folder })
  expect(shownDiagnostics(loaded.diagnostics)).toBe('')
  return loaded
}

/** What the processes write until the client ends. */
async function linesOf({
  solution,
  kernelOptions,
}: Pick<LoadedSolution, 'solution' | 'kernelOptions'>): Promise<string[]> {
  const lines: string[] = []
  const kernel = boot(solution ?? { programs: {} }, {
    ...kernelOptions,
    clock: new VirtualClock(),
    output: ({ process, text }) => lines.push(`${process}: ${text}`),
  })
  onTestFinished(() => kernel[Symbol.asyncDispose]())
  await kernel.run({ until: kernel.task('echo.Client') })
  return lines
}

it('each load has modules of its own, so kernels share nothing', async () => {
  const counting = server
    .replace('export', 'let count = 0\n\nexport')
    .replace('value + 1', '++count')
  const folder = folderOf({ ...echo, 'src/Server.ts': counting })
  const [one, two] = [await loadSolution(folder), await loadSolution(folder)]
  expect(await linesOf(one)).toEqual(['echo.Client: answer 1'])
  expect(await linesOf(two)).toEqual(['echo.Client: answer 1'])
  // Kernels that boot one load share its modules, unless they ask for others.
  expect(await linesOf(one)).toEqual(['echo.Client: answer 2'])
  expect(await linesOf(await one.fresh())).toEqual(['echo.Client: answer 1'])
})

it('a process that kos.json calls dumpable is started again after a crash', async () => {
  const loaded = await loadedOf({
    'kos.json': '{ "dumpable": ["echo.Client"] }',
    'src/Client.ts': client.replace(
      'export default program(async (kos) => {',
      `let starts = 0
export default program(async (kos) => {
  if (++starts < 3) throw new Error('not yet')
  kos.log('start', starts)`,
    ),
  })
  expect(loaded.solution?.dumpable).toEqual(['echo.Client'])
  const lines: string[] = []
  const kernel = boot(loaded.solution ?? { programs: {} }, {
    ...loaded.kernelOptions,
    clock: new VirtualClock(),
    onExit: () => {},
    output: ({ process, text }) => lines.push(`${process}: ${text}`),
  })
  onTestFinished(() => kernel[Symbol.asyncDispose]())
  await kernel.run({ until: 10_000 })
  expect(lines).toEqual(['echo.Client: start 3', 'echo.Client: answer 7'])
})

it('what two programs import, each has for itself', async () => {
  const counting = 'let count = 0\nexport const next = () => ++count\n'
  const loaded = await loadedOf({
    'src/count.ts': counting,
    'src/Client.ts': client
      .replace('import', "import { next } from './count.ts'\nimport")
      .replace("'answer'", "'answer', next()"),
    'src/Server.ts': server
      .replace('import', "import { next } from './count.ts'\nimport")
      .replace('value + 1', 'next()'),
  })
  expect(await linesOf(loaded)).toEqual(['echo.Client: answer 1 1'])
})

it('a change of a file, or of an interface, is there in the next load', async () => {
  const folder = folderOf(echo)
  expect(await linesOf(await loadSolution(folder))).toEqual(['echo.Client: answer 7'])
  writeTexts(folder, {
    'src/Server.ts': server.replace('value + 1', 'sum + 2').replace('{ value }', '{ sum }'),
    'src/Client.ts': client.replace('value: 6', 'sum: 6'),
    'resources/IPing.idl': (echo['resources/IPing.idl'] as string).replace('value', 'sum'),
  })
  expect(await linesOf(await loadSolution(folder))).toEqual(['echo.Client: answer 8'])
})

it('programs may be JavaScript, import packages, built-ins and modules of kos', async () => {
  const loaded = await loadedOf({
    'src/Client.ts': null,
    'src/Client.mjs': `import { connect, program, unwrap } from '@kos/libkos'
import * as handles from '@kos/libkos/coresrv/handle/handle_api'
import { basename } from 'node:path'
import { double } from 'doubles'
import { IPing } from './generated/echo/IPing.idl.js'

const later = await Promise.resolve('awaited')

export default program(async (kos) => {
  const ping = connect(kos, IPing, 'pings', 'ping')
  const { result } = unwrap(await ping.Ping({ value: double(3) }))
  kos.log(basename('a/b'), later, result, Object.keys(handles).length > 0)
})
`,
    'node_modules/doubles/package.json': '{ "name": "doubles", "main": "index.cjs" }',
    'node_modules/doubles/index.cjs':
      "const { sep } = require('path')\nexports.double = (n) => n * sep.length * 2\n",
  })
  expect(await linesOf(loaded)).toEqual(['echo.Client: b awaited 7 true'])
})

it('a copy of kos in the folder is passed over: programs have that of the kernel', async () => {
  const loaded = await loadedOf({
    'node_modules/@kos/libkos/package.json': '{ "name": "@kos/libkos", "main": "index.js" }',
    'node_modules/@kos/libkos/index.js': "throw new Error('a second copy')\n",
  })
  expect(await linesOf(loaded)).toEqual(['echo.Client: answer 7'])
})

it('nothing is left in the temporary folder', async () => {
  const broken = folderOf({ ...echo, 'src/Client.ts': `${client}\nthrow new Error()\n` })
  const sound = folderOf(echo)
  // One of its own, since others use the one of the host meanwhile.
  const temporary = folderOf({})
  mkdirSync(temporary, { recursive: true })
  onTestFinished(() => void vi.unstubAllEnvs())
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, temporary)
  expect((await loadSolution(broken)).hasErrors).toBe(true)
  expect((await loadSolution(sound)).hasErrors).toBe(false)
  expect(readdirSync(temporary)).toEqual([])
})

it('inputs are all files that a load read, those that programs import among them', async () => {
  const { inputs, description } = await loadedOf({
    'src/count.ts': 'export const count = 1\n',
    'src/Client.ts': client
      .replace('import', "import { count } from './count.ts'\nimport")
      .replace("'answer'", 'count'),
  })
  expect(inputs.map((path) => path.slice(description.folder.length + 1)).toSorted()).toEqual([
    'init.yaml',
    'resources/Client.edl',
    'resources/IPing.idl',
    'resources/Server.edl',
    'security.psl',
    'src/Client.ts',
    'src/Server.ts',
    'src/count.ts',
  ])
})

it('a process that only the host acts as has no program', async () => {
  const { solution } = await loadedOf({
    'src/Client.ts': null,
    'kos.json': '{ "programs": { "echo.Client": null } }',
  })
  expect(solution?.programs['echo.Client']).toBeNull()
})

it('the name server comes with kos', async () => {
  const { solution } = await loadedOf({
    'init.yaml': `${echo['init.yaml'] ?? ''}- name: kl.core.NameServer\n  task: ns\n`,
    'security.psl': (echo['security.psl'] as string).replace(
      'use EDL Einit',
      'use EDL Einit\nuse EDL kl.core.NameServer',
    ),
  })
  expect(Object.keys(solution?.programs['kl.core.NameServer']?.endpoints ?? {})).toEqual(['ns'])
})

it('fresh modules of a folder with errors are refused', async () => {
  const { fresh } = await loadSolution(folderOf({ ...echo, 'src/Client.ts': null }))
  await expect(fresh()).rejects.toThrow('has errors')
})

it('no program gives others another module of kos', async () => {
  await loadedOf({})
  const keys = Object.getOwnPropertySymbols(globalThis).filter((key) =>
    String(key.description).startsWith('@kos/solution'),
  )
  expect(keys).toHaveLength(1)
  const [key] = keys as [symbol]
  expect(Reflect.set(globalThis, key, () => ({}))).toBe(false)
  expect(Reflect.deleteProperty(globalThis, key)).toBe(false)
})

it('processes of one class may have programs of their own, by path', async () => {
  const saying = (text: string) => client.replace("'answer'", `'${text}'`)
  const loaded = await loadedOf({
    'init.yaml': `entities:
- &client
  name: echo.Client
  connections: [{ target: echo.Server, id: pings }]
- <<: *client
  task: second
  path: bin/Second
- <<: *client
  task: third
  path: bin/Third
- name: echo.Server
`,
    'src/Second.ts': saying('second'),
    'src/bin/Third.ts': saying('third').replace('./generated', '../generated'),
  })
  const lines = await linesOf(loaded)
  expect(lines.toSorted()).toEqual(['echo.Client: answer 7', 'second: second 7', 'third: third 7'])
})

it('processes may create others, by class or path, of programs that init.yaml does not have', async () => {
  const creating = `import { program, rcOk } from '@kos/libkos'

export default program(async (kos) => {
  for (const path of [null, 'Worker']) {
    const worker = kos.EntityInitEx({ eiid: 'echo.Worker' }, 'worker ' + (path ?? 'class'), path)
    if (worker === null || kos.EntityRun(worker) !== rcOk) kos.log('none')
    else await kos.EntityWait(worker, 1000)
  }
})
`
  const working = `import { program } from '@kos/libkos'

export default program((kos) => kos.log('works'))
`
  const policy = (echo['security.psl'] as string).replace(
    'use EDL Einit',
    'use EDL Einit\nuse EDL echo.Worker',
  )
  const texts = {
    'init.yaml': 'entities: [{ name: echo.Client }]',
    'resources/Worker.edl': 'task class echo.Worker\n',
    'resources/Server.edl': null,
    'src/Server.ts': null,
    'src/Client.ts': creating,
    'src/Worker.ts': working,
    'security.psl': policy.replace(/^(use EDL echo.Server|request src.*|response.*)$/gm, ''),
  }
  const lines = await linesOf(await loadedOf(texts))
  expect(lines).toEqual(['worker class: works', 'worker Worker: works'])
})

it('Einit.ts replaces the initial program', async () => {
  const einit = `import { Einit, program } from '@kos/libkos'

export default program(async (kos) => {
  kos.log('starts them')
  return Einit.main(kos)
})
`
  const lines = await linesOf(await loadedOf({ 'src/Einit.ts': einit }))
  expect(lines).toEqual(['Einit: starts them', 'echo.Client: answer 7'])
})

it('the last process of init.yaml is started first', async () => {
  const loaded = await loadedOf({})
  expect(Object.keys(loaded.solution?.processes ?? {})).toEqual(['echo.Server', 'echo.Client'])
})
