// The examples of this package's README and of libkos' are files beside this one; here they run.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER, program } from '@kos/libkos'
import { rcHandleRevoked, rcOk, unwrap } from '@kos/retcode'
import { expect, test, vi } from 'vitest'
// @boundaries-ignore tooling of tests belongs to no package
import { type TraceEvent, traceFaults } from '../../../tooling/trace-format.ts'
import { allowAll, boot, defineSolution, type Programs, VirtualClock } from '../src/index.ts'
import { Customer, Seller } from './decisions-readme-example.ts'
import { Buyer, Lamps, Shop } from './libkos-readme-example.ts'
import { Owner, Workshop } from './objects-readme-example.ts'
import { kernel as counting, started } from './readme-service.ts'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

test('the first example prints what the README says', async () => {
  const readme = read('../README.md')
  expect(readme).toContain(read('./readme-example.ts').trim())
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./readme-example.ts')
  const printed = log.mock.calls.map((values) => values.join(' '))
  log.mockRestore()
  expect(printed).toEqual(['60000 750 g, a minute later'])
  expect(readme).toContain(`\`${printed[0]}\``)
})

test('a process that crashes says why, and so does what was denied', async () => {
  const readme = read('../README.md')
  expect(readme).toContain(read('./readme-exit.ts').trim())
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  await import('./readme-exit.ts')
  const [printed = [], warned] = [log, warn].map((said) => said.mock.calls.flat().map(String))
  log.mockRestore()
  warn.mockRestore()
  expect(warned).toMatchInlineSnapshot(`
    [
      "request Printer -> kl.core.Core kl.core.Thread.Sleep (endpoint thread.Thread): denied, no rule allows it; rules for destination kl.core.Core: request(Einit, kl.core.Core); to allow it, add request("Printer", "kl.core.Core", { interface: "kl.core.Thread", method: "Sleep" }); it was called with mdelay 5",
    ]
  `)
  const [init = '', end = '', crash = ''] = printed
  expect(readme).toContain(`\`${init}\``)
  expect(end.split('\n')[0]).toBe(`Printer crashed: ${crash}`)
  expect(end).toMatch(/readme-exit\.ts:5/)
  expect(printed).toHaveLength(3)
  expect(readme).toContain(`\`${crash}\``)
})

test('the audit of the README goes over Klog to its storage', async () => {
  const readme = read('../README.md')
  expect(readme).toContain(read('./klog-readme-example.ts').trim())
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./klog-readme-example.ts')
  const printed = log.mock.calls.map((values) => values.join(' '))
  log.mockRestore()
  expect(readme).toContain(`\`\`\`\n${printed.join('\n')}\n\`\`\`\n`)
  expect(printed).toHaveLength(2)
})

test('the policy of the README looks at system calls and security requests', async () => {
  const readme = read('../README.md')
  expect(readme).toContain(read('./security-readme-example.ts').trim())
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  await import('./security-readme-example.ts')
  const [printed = [], warned = []] = [log, warn].map((said) => said.mock.calls.flat().map(String))
  log.mockRestore()
  warn.mockRestore()
  expect(printed).toHaveLength(4)
  for (const line of printed) expect(readme).toContain(`\`${line}\``)
  expect(readme).toContain(warned[0])
})

test('the loads that a program of the README calculates, and the table, are as it says', async () => {
  const readme = read('../README.md')
  expect(readme).toContain(read('./statistics-readme-example.ts').trim())
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./statistics-readme-example.ts')
  const printed = log.mock.calls.map((values) => values.join(' ')).join('\n')
  log.mockRestore()
  expect(readme).toContain(`\`\`\`\n${printed}\n\`\`\``)
})

test('the services of the README count for a program that asks for them by type', async () => {
  expect(read('../README.md')).toContain(read('./readme-service.ts').trim())
  const task = counting.task('Counter')
  await counting.run({ until: task })
  await started.run({ until: started.task('Counter') })
  expect(task.result).toEqual({ code: 5 })
  expect(await started.task('Counter').exit).toEqual({ code: 5 })
})

test('the example of traces writes a file in the format', async () => {
  expect(read('../README.md')).toContain(read('./readme-trace.ts').trim())
  const folder = mkdtempSync(join(tmpdir(), 'kos-'))
  const before = process.cwd()
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  try {
    process.chdir(folder)
    await import('./readme-trace.ts')
    const events = JSON.parse(readFileSync('trace.json', 'utf8')) as readonly TraceEvent[]
    expect(traceFaults(events)).toEqual([])
    expect(events.filter(({ name }) => name === 'demo.Bell.Ring').map(({ ph }) => ph)).toEqual(
      expect.arrayContaining(['s', 't', 'X', 'f']),
    )
  } finally {
    process.chdir(before)
    warn.mockRestore()
    rmSync(folder, { recursive: true })
  }
})

test('a driver waits for interrupts of a button', async () => {
  const readme = read('../README.md')
  expect(readme).toContain(read('./readme-devices.ts').trim())
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  await import('./readme-devices.ts')
  const printed = log.mock.calls.map((values) => values.join(' '))
  log.mockRestore()
  for (const line of printed) expect(readme).toContain(`\`${line}\``)
  expect(printed).toHaveLength(3)
})

test("the example of libkos' README runs on a kernel", async () => {
  expect(read('../../libkos/README.md')).toContain(read('./libkos-readme-example.ts').trim())
  expect(await linesOf({ Shop, Buyer }, 'Shop', 'Buyer', 'shop')).toEqual(['it is a green lamp'])
})

test('a client that shows the shop of that example handles of its own does it no harm', async () => {
  const Intruder = program(async (kos) => {
    const lamps = connect(kos, Lamps, 'shop', 'lamps')
    const { handle } = unwrap(
      kos.KnHandleCreateUserObject(HANDLE_TYPE_USER_FIRST, OCAP_HANDLE_TRANSFER, 'own'),
    )
    for (let round = 0; round < 20; round++)
      kos.log(`it is "${unwrap(await lamps.Look({ lamp: handle })).name}"`)
    kos.log(`a lamp of the shop: ${unwrap(await lamps.Take()).lamp.rights}`)
  })
  const kernel = boot(
    defineSolution({
      programs: { Shop, Intruder },
      connections: { Intruder: { shop: 'Shop' } },
      policy: allowAll(),
    }),
    { clock: new VirtualClock(), output: ({ text }) => lines.push(text) },
  )
  const lines: string[] = []
  await kernel.run({ until: kernel.task('Intruder') })
  expect([new Set(lines.slice(0, 20)), lines.length]).toEqual([new Set(['it is ""']), 21])
  // The listener, and the lamp.
  expect(kernel.inspect().tasks.find(({ name }) => name === 'Shop')?.handles).toBe(2)
  await kernel[Symbol.asyncDispose]()
})

test('the objects of its other example pass both ways', async () => {
  expect(read('../../libkos/README.md')).toContain(read('./objects-readme-example.ts').trim())
  expect(await linesOf({ Workshop, Owner }, 'Workshop', 'Owner', 'workshop')).toEqual([
    'mine: 10 theirs: 3',
  ])
})

test('the examples of its decisions are pieces of programs that run', async () => {
  const readme = read('../../libkos/README.md')
  const decisions = readme.slice(readme.indexOf('## Decisions'))
  const pieces = Array.from(
    decisions.matchAll(/^ +```ts\n(.*?)^ +```$/gms),
    ([, text = '']) => text,
  )
  const source = withoutIndents(read('./decisions-readme-example.ts'))
  expect(pieces.length).toBeGreaterThan(3)
  for (const piece of pieces) expect(source).toContain(withoutIndents(piece))
  expect(await linesOf({ Seller, Customer }, 'Seller', 'Customer', 'shop')).toEqual([
    'the shop refused: there is no lamp 7',
    `after it was revoked: ${rcHandleRevoked}`,
    'the shop did not take the request',
    'the port is approved',
    `the mutex is free: ${rcOk}`,
  ])
})

function withoutIndents(text: string): string {
  return text.replaceAll(/^ +/gm, '')
}

async function linesOf(
  programs: Programs,
  server: string,
  client: string,
  connection: string,
): Promise<readonly string[]> {
  const lines: string[] = []
  const solution = defineSolution({
    programs,
    connections: { [client]: { [connection]: server } },
    policy: allowAll(),
  })
  const kernel = boot(solution, {
    clock: new VirtualClock(),
    output: ({ text }) => lines.push(text),
  })
  await kernel.run({ until: kernel.task(client) })
  return lines
}

test('the policy in PSL of the README decides, and a denial has its file and line', async () => {
  const readme = read('../README.md')
  expect(readme).toContain(read('./readme-psl/example.ts').trim())
  expect(readme).toContain(`\`\`\`psl\n${read('./readme-psl/security.psl')}\`\`\``)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const folder = process.cwd()
  process.chdir(fileURLToPath(new URL('./readme-psl/', import.meta.url)))
  await import('./readme-psl/example.ts').finally(() => process.chdir(folder))
  const [printed = [], warned = []] = [log, warn].map((said) => said.mock.calls.flat().map(String))
  log.mockRestore()
  warn.mockRestore()
  for (const line of [...printed, ...warned]) expect(readme).toContain(`\n${line}\n`)
  expect([printed.length, warned.length]).toEqual([2, 1])
})
