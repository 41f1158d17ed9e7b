// `kos run` and `kos top` as processes: real time, Ctrl-C, watching, terminals.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Folder } from './folder.ts'
import { kosLine, onTerminal, program, spawned } from './spawned.ts'

let folder: Folder
beforeEach(() => (folder = new Folder({})))
afterEach(() => folder[Symbol.dispose]())

const ticking = `import { program } from '@kos/libkos'
export default program(async (kos) => {
  for (let i = 1; ; i++) {
    kos.log('tick', i)
    await kos.KnSleep(20)
  }
})
`

async function ticker(): Promise<void> {
  await folder.kos(['new', '.', '--template', 'minimal'])
  folder.write('src/Hello.ts', ticking)
}

test('a solution runs in real time, and ends when nothing more can happen', async () => {
  await folder.kos(['new', '.', '--template', 'hello'])
  const { code, out, err } = await spawned(folder.path, ['run'])
  expect([code, out]).toEqual([
    0,
    '[hello.Client] Hello, world!\n' +
      '[hello.Client] rcSecurityDisallow: the security policy denied the operation\n',
  ])
  expect(err).toContain('hello.Server waits for what others do')
  expect(err).not.toContain('\u001B[')
})

test('a process that fails makes the exit code 1', async () => {
  await folder.kos(['new', '.', '--template', 'minimal'])
  folder.write(
    'src/Hello.ts',
    "import { program } from '@kos/libkos'\nexport default program(() => { throw new Error('oh') })\n",
  )
  const { code, err } = await spawned(folder.path, ['run'])
  expect([code, err.includes('!! hello.Hello crashed: oh')]).toEqual([1, true])
})

describe('Ctrl-C', () => {
  test('ends a run cleanly, with nothing left', async () => {
    await ticker()
    let isDone = false
    const { code, out, err } = await spawned(folder.path, ['run'], {
      onOutput: (said, keys) => {
        if (isDone || !said.includes('tick 3')) return
        isDone = true
        keys.interrupt()
      },
    })
    expect([code, out.startsWith('[hello.Hello] tick 1\n')]).toEqual([0, true])
    expect(err.trim().split('\n').at(-1)).toBe('-- stopped by Ctrl-C')
  })

  test('does so on a terminal, which has colours', async () => {
    await ticker()
    let isDone = false
    const { code, out } = await onTerminal(folder.path, ['run'], {
      onOutput: (said, keys) => {
        if (isDone || !said.includes('tick 3')) return
        isDone = true
        keys.interrupt()
      },
    })
    expect(code).toBe(0)
    expect(out).toContain('\u001B[36m[hello.Hello]\u001B[0m tick 1')
    expect(out).toContain('-- stopped by Ctrl-C')
  })
})

test('--watch runs again after a change, also one that mends an error', async () => {
  await folder.kos(['new', '.', '--template', 'minimal'])
  const text = folder.read('src/Hello.ts')
  const steps = [
    ['waiting for changes', () => folder.write('src/Hello.ts', `${text}oops(`)],
    ['error:', () => folder.write('src/Hello.ts', text.replace('world', 'moon'))],
    ['Hello, moon!', null],
  ] as const
  let at = 0
  let heard = 0
  const { code, out, err } = await spawned(folder.path, ['run', '--watch'], {
    onOutput: (said, keys) => {
      const [sign, step] = steps[at] ?? ['', null]
      // Each time it waits, it has said all.
      if (at >= steps.length || said.split('waiting for changes').length <= at + 1) return
      if (!said.includes(sign)) return
      heard = at++
      if (step === null) keys.interrupt()
      else step()
    },
  })
  expect([code, heard]).toEqual([0, 2])
  expect(out).toBe('[hello.Hello] Hello, world!\n[hello.Hello] Hello, moon!\n')
  expect(err).toContain('src/Hello.ts:')
})

test('who reads the output may have enough of it', async () => {
  await ticker()
  const { code, out, err } = program(folder.path, 'sh', ['-c', `${kosLine} run | head -n 2`])
  expect({ code, out, err }).toEqual({
    code: 0,
    out: '[hello.Hello] tick 1\n[hello.Hello] tick 2\n',
    err: '',
  })
})

describe('kos top', () => {
  test('shows frames one after the other, or one', async () => {
    await ticker()
    const once = await spawned(folder.path, ['top', '--once', '--interval', '100'])
    expect([once.code, once.err]).toEqual([0, ''])
    expect(once.out).toMatch(/NAME\n/)
    expect(once.out).toContain('hello.Hello')
    expect(once.out).not.toContain('\u001B[')
    const json = await spawned(folder.path, ['top', '--once', '--json', '--interval', '100'])
    expect(JSON.parse(json.out)).toMatchObject({ processes: expect.any(Number) as number })
  })

  test('lives on the alternate screen of a terminal, and leaves the last frame', async () => {
    await ticker()
    let isDone = false
    const { code, out } = await onTerminal(folder.path, ['top', '--interval', '100'], {
      onOutput: (said, keys) => {
        if (isDone || said.split('CPU%').length < 4) return
        isDone = true
        keys.interrupt()
      },
    })
    expect(code).toBe(0)
    const [, live = '', after = ''] = out.split(/.\[\?1049[hl]/)
    expect(live).toContain('[hello.Hello] tick')
    expect(live).toContain('Ctrl-C ends')
    expect(after).toContain('hello.Hello')
    expect(after).not.toContain('Ctrl-C ends')
  })
})
