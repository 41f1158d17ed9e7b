// Solutions as folders: from files to processes that talk. Ten processes in a row, each a client of
// the next one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { boot, VirtualClock } from '@kos/kernel'
import { loadSolution, type LoadedSolution } from '@kos/solution'
import { definePauseCase, type PauseCase } from '../case.ts'

const count = 10
const first = 'app.P0'

/** The files of a solution, by path. */
function texts(): ReadonlyMap<string, string> {
  const numbers = Array.from({ length: count }, (_, i) => i)
  const files = numbers.flatMap((i): [string, string][] => [
    [`resources/P${i}.edl`, `task class app.P${i}\n\nendpoints {\n    add : app.I${i}\n}\n`],
    [`resources/I${i}.idl`, interfaceText(i)],
    [`src/P${i}.ts`, programText(i)],
  ])
  const policy = [
    'execute: kl.core.Execute',
    'use nk.base._',
    ...['Einit', 'kl.core.Core', ...numbers.map((i) => `app.P${i}`)].map(
      (name) => `use EDL ${name}`,
    ),
    'execute { grant () }',
    'request { grant () }',
    'response { grant () }',
  ]
  const init = numbers.map((i) => {
    const connection = `  connections:\n  - target: app.P${i + 1}\n    id: to_${i + 1}\n`
    return `- name: app.P${i}\n${i + 1 < count ? connection : ''}`
  })
  files.push(
    ['init.yaml', `entities:\n${init.join('')}`],
    ['security.psl', `${policy.join('\n')}\n`],
  )
  return new Map(files)
}

function interfaceText(i: number): string {
  return `package app.I${i}

interface {
    Add(in UInt32 value, out UInt32 result);
    Name(in string<16> text, out string<32> result);
}
`
}

function programText(i: number): string {
  const next = i + 1
  const isLast = next === count
  const serving =
    `  const add = { Add: ({ value }) => ({ result: value + 1 }), ` +
    `Name: ({ text }) => ({ result: text }) }\n  await serve(kos, 'to_${i}', { add })\n`
  const calling = `  await connect(kos, I${next}, 'to_${next}', 'add').Add({ value: 1 })\n`
  return `import { connect, program, serve } from '@kos/libkos'
import { endpointInfo, endpoints } from './generated/app/P${i}.edl.ts'
${isLast ? '' : `import { I${next} } from './generated/app/I${next}.idl.ts'`}

export default program({ endpoints, endpointInfo }, async (kos) => {
${isLast ? '' : calling}${i === 0 ? '' : serving}})
`
}

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kos-bench-'))
  try {
    for (const [path, text] of texts()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Boots, and lets the first process call the second, which waits for all others. */
async function run({ solution, kernelOptions, diagnostics }: LoadedSolution): Promise<void> {
  if (solution === null) throw new Error(`a folder was refused: ${diagnostics[0]?.message ?? ''}`)
  await using kernel = boot(solution, { ...kernelOptions, clock: new VirtualClock() })
  await kernel.run({ until: kernel.task(first) })
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Ten processes: all of it, from files; what is left once they are loaded. */
export const kernelBoot: PauseCase = definePauseCase({
  name: 'kernel/boot',
  pauses: {
    '10 processes of a folder': () =>
      inFolder((folder) => timeOf(async () => run(await loadSolution(folder)))),
    '10 processes, once loaded': () =>
      inFolder(async (folder) => {
        const loaded = await loadSolution(folder)
        return timeOf(() => run(loaded))
      }),
  },
})
