// The supervisor of docs/supervisor.md: it runs as it stands there, and its policy lets nobody else
// make processes, nor it others than workers.

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Kos, program, TaskEndCrashed } from '@kos/libkos'
import { systemFiles } from '@kos/libkos/resources'
import { rcInvalidArgument, rcOk, rcSecurityDisallow, unwrap } from '@kos/retcode'
import { loadPolicy } from '@kos/security/psl'
import { expect, test, vi } from 'vitest'
import { hosts, openWorld } from './world.ts'
import { Baker, Oven, Supervisor } from './supervisor/programs.ts'

const fileOf = (path: string): URL => new URL(path, import.meta.url)
const read = (path: string): string => readFileSync(fileOf(path), 'utf8')
const page = read('../docs/supervisor.md')

test('the page shows the files, and what they print', async () => {
  for (const file of ['programs.ts', 'example.ts'])
    expect(page).toContain(`\`\`\`ts\n${read(`./supervisor/${file}`)}\`\`\``)
  expect(page).toContain(`\`\`\`psl\n${read('./supervisor/security.psl')}\`\`\``)
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const folder = process.cwd()
  process.chdir(fileURLToPath(fileOf('./supervisor/')))
  await import('./supervisor/example.ts').finally(() => process.chdir(folder))
  const [printed = [], warned] = [log, warn].map((said) => said.mock.calls.flat().map(String))
  log.mockRestore()
  warn.mockRestore()
  expect(warned).toEqual([])
  expect(page).toContain(`\`\`\`\n${printed.join('\n')}\n\`\`\``)
  expect(printed).toHaveLength(9)
})

function policyOf(): ReturnType<typeof loadPolicy> {
  const found = (path: string): string | null => {
    try {
      return read(`./supervisor/${path}`)
    } catch {
      return null
    }
  }
  const options = { roots: ['resources'], modules: ['bakery'], system: systemFiles }
  return loadPolicy('security.psl', { read: found, ...options })
}

const programs = {
  'bakery.Supervisor': Supervisor,
  'bakery.Oven': Oven,
  'bakery.Baker': Baker,
  'bakery.Spy': program(() => 0),
}

test.each(hosts)('what ends without a crash is not started again, on %s', async (_, host) => {
  const { policy, diagnostics } = policyOf()
  expect(diagnostics).toEqual([])
  await using world = openWorld({ programs, security: policy, host: host() })
  world.kernel.start({ programs, processes: { Supervisor: 'bakery.Supervisor' } })
  await world.kernel.advance(2_500)
  world.kernel.kill('Oven')
  expect(await world.exitOf('Supervisor')).toEqual({ code: 0 })
  expect(world.lines).toEqual(['Supervisor: Oven ended with 0', 'Supervisor: Baker ended with 2'])
})

test.each(hosts)('crashes that are far apart are no reason to give up, on %s', async (_, host) => {
  await using world = openWorld({ programs, security: policyOf().policy, host: host() })
  world.kernel.start({ programs, processes: { Supervisor: 'bakery.Supervisor' } })
  for (let round = 0; round < 5; round++) {
    await world.kernel.advance(1_500)
    // An oven that nobody uses does not burn.
    world.kernel.kill('Baker')
    await world.kernel.advance(60_000)
    const crash = world.kernel.as('Oven', () => Promise.reject(new Error('it burns')))
    await Promise.all([expect(crash).rejects.toThrow('it burns'), world.kernel.advance(1_500)])
  }
  expect(world.kernel.task('Supervisor').isAlive).toBe(true)
  expect(world.lines.filter((line) => line.includes('again'))).toHaveLength(5)
})

test.each(hosts)(
  'the policy lets only it make workers, and only workers, on %s',
  async (_, host) => {
    await using world = openWorld({ programs, security: policyOf().policy, host: host() })
    const { kernel } = world
    kernel.spawn(null, { name: 'Supervisor', className: 'bakery.Supervisor' })
    kernel.spawn(null, { name: 'Worker', className: 'bakery.Oven' })
    const make = (eiid: string) => (kos: Kos) => kos.createEntity({ eiid }).rc
    expect(await world.act('Supervisor', make('bakery.Spy'))).toBe(rcSecurityDisallow)
    expect(await world.act('Worker', make('bakery.Baker'))).toBe(rcSecurityDisallow)
    const end = await world.act('Supervisor', async (kos) => {
      const { entity } = unwrap(kos.createEntity({ eiid: 'bakery.Baker' }))
      expect(kos.EntityConnectToService(entity, entity, '')).toBe(rcInvalidArgument)
      expect(kos.EntityRun(entity)).toBe(rcOk)
      // It has no oven.
      return kos.EntityWait(entity, 10)
    })
    expect(end).toEqual({ rc: rcOk, reason: TaskEndCrashed, exitCode: 0 })
  },
)
