// Real runs in child processes, at a pace too short to say anything about time. They run the built
// program, as `npm run bench` does.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runInChild } from '../src/child.ts'
import type { Report } from '../src/report.ts'

const entry = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const hurry = ['--rounds', '3', '--round-ms', '0.3', '--warm-up-ms', '1']
const pace = { rounds: 3, roundMs: 0.3, warmUpMs: 1 }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function bench(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [entry, ...hurry, ...args], {
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  })
}

function bars(...entries: object[]): string[] {
  writeFileSync(join(folder, 'bars.json'), JSON.stringify(entries))
  return ['--bars', 'bars.json']
}

describe('a run', () => {
  it('measures a case in a child process and writes what came out', () => {
    const { status, stdout, stderr } = bench('harness/same', '--json', 'out.json')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('Map.get (limit)')
    const { machine, cases } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as Report
    expect(machine.node).toBe(process.versions.node)
    expect(cases.map(({ name }) => name)).toEqual(['harness/same', 'harness/same-awaits'])
    for (const { ratio, low, high } of cases)
      expect([low, ratio, high].every((value) => value !== undefined && value > 0)).toBe(true)
  })

  it('weighs a thing in bytes', () => {
    const { status, stdout } = bench('harness/bytes', '--json', 'out.json')
    expect(stdout).toMatch(/buffer of 1000 bytes .* B /)
    expect(status).toBe(0)
    const { cases } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8')) as Report
    expect(cases[0]?.bytes).toBeGreaterThan(1000)
    expect(cases[0]?.bytes).toBeLessThan(2000)
  })

  it('passes --check when every bar is met', () => {
    const { status, stdout } = bench(
      'harness/same',
      '--check',
      ...bars({ case: 'harness/same', against: 'Map.get', atMost: 1e9 }),
    )
    expect(stdout).toContain('Every bar is met.')
    expect(status).toBe(0)
  })

  it('fails --check and names the bar when one is not met or not measured', () => {
    const high = { case: 'harness/same', against: 'Map.get', atMost: 0.000001 }
    const { status, stdout } = bench(
      'harness',
      '--check',
      ...bars(high, { case: 'harness/none', against: 'nothing', atMost: 1 }),
    )
    expect(stdout).toMatch(/harness\/same against Map\.get: .* is over 0\.000001/)
    expect(stdout).toContain('harness/none against nothing: not measured')
    expect(status).toBe(1)
  })

  it('fails with the names there are when no case matches', () => {
    const { status, stderr } = bench('no-such-case')
    expect(stderr).toContain('No case matches no-such-case; there are: ')
    expect(stderr).toContain('harness/same, ')
    expect(status).toBe(2)
  })

  it('explains itself when it does not understand the command line', () => {
    const { status, stderr } = bench('--chek')
    expect(stderr).toContain('npm run bench [-- FILTER...]')
    expect(status).toBe(2)
  })
})

describe('a child', () => {
  function program(source: string): string {
    const path = join(folder, 'program.mjs')
    writeFileSync(path, source)
    return path
  }

  it('that crashes is a failed case with what it said', async () => {
    const result = await runInChild(program('throw new Error("no such wire")'), {
      name: 'a/b',
      against: 'c',
      pace,
    })
    expect(result).toMatchObject({ kind: 'failed', name: 'a/b', against: 'c' })
    expect(result.kind === 'failed' && result.reason).toContain('no such wire')
  })

  it('has a young generation that grows with the survivors, unless its reference wants a small one', async () => {
    const source = `import { getHeapSpaceStatistics } from 'node:v8'
      const kept = Array.from({ length: 500_000 }, (_, index) => ({ index }))
      const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
      console.log(JSON.stringify({ kind: 'memory', mebibytes: space.space_size >> 20, kept: kept.length }))`
    const task = { name: 'a/b', against: 'c', pace }
    const small = await runInChild(program(source), { ...task, hasSmallYoungGeneration: true })
    const large = await runInChild(program(source), task)
    const sizeOf = (result: object): number =>
      'mebibytes' in result ? Number(result.mebibytes) : NaN
    // Two halves of 1 MiB, or one between collections.
    expect(sizeOf(small)).toBeLessThanOrEqual(2)
    expect(sizeOf(large)).toBeGreaterThan(2)
  })

  it('that waits for ever is a failed case', async () => {
    const result = await runInChild(program('await new Promise(() => {})'), {
      name: 'a/b',
      against: 'c',
      pace,
    })
    expect(result.kind === 'failed' && result.reason).toContain('still waited')
  })

  it('that says nothing is a failed case', async () => {
    const result = await runInChild(program(''), { name: 'a/b', against: 'c', pace })
    expect(result.kind === 'failed' && result.reason).toContain('without a result')
  })

  it('that crashes after its result is a failed case', async () => {
    const source = 'console.log(JSON.stringify({ kind: "memory" })); throw new Error("too late")'
    expect(await runInChild(program(source), { name: 'a/b', against: 'c', pace })).toMatchObject({
      kind: 'failed',
    })
  })

  it('that ends itself with other words than a result is a failed case', async () => {
    const result = await runInChild(program('console.log("bye"); process.exit(0)'), {
      name: 'a/b',
      against: 'c',
      pace,
    })
    expect(result.kind === 'failed' && result.reason).toContain('without a result')
  })

  it('may print what it likes before its result', async () => {
    const source = 'console.log("hello\\n"); console.log(JSON.stringify({ kind: "memory" }))'
    expect(await runInChild(program(source), { name: 'a/b', against: 'c', pace })).toEqual({
      kind: 'memory',
    })
  })
})
