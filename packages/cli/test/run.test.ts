// `kos run`: what it shows of a run, how it ends, its options.
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { main } from '../src/index.ts'
import { Folder, type Run } from './folder.ts'

let folder: Folder
beforeEach(() => (folder = new Folder({})))
afterEach(() => folder[Symbol.dispose]())

/** A solution of one process with this program. */
async function one(text: string): Promise<void> {
  await folder.kos(['new', '.', '--template', 'minimal'])
  folder.write('src/Hello.ts', `import { program } from '@kos/libkos'\n${text}`)
}

const run = (...args: readonly string[]): Promise<Run> => folder.kos(['run', '--virtual', ...args])

describe('files and statistics', () => {
  const readsInput = `export default program((kos) => {
  kos.log(new TextDecoder().decode(kos.files['input']))
})
`

  test('a file of the command line comes before that of kos.json', async () => {
    await one(readsInput)
    folder.write('kos.json', '{ "files": { "hello.Hello": { "input": "theirs.txt" } } }')
    folder.write('theirs.txt', 'theirs')
    folder.write('mine.txt', 'mine')
    expect((await run()).out).toBe('[hello.Hello] theirs\n')
    const { code, out } = await run('--file', 'hello.Hello:input=mine.txt')
    expect([code, out]).toEqual([0, '[hello.Hello] mine\n'])
  })

  test.each([
    ['mine.txt', 'kos: --file mine.txt: write PROCESS:NAME=PATH\n'],
    ['hello.Hello:input=none', 'kos: --file hello.Hello:input=none: there is no file none\n'],
    [
      'hello.Hallo:input=init.yaml',
      'kos: --file: there is no process hello.Hallo; there are: hello.Hello\n',
    ],
  ])('--file %s makes no sense', async (text, complaint) => {
    await one(readsInput)
    expect(await run('--file', text)).toEqual({ code: 2, out: '', err: complaint })
  })

  test('what the processes used is shown at the end', async () => {
    await one(`export default program((kos) => kos.log('hello'))\n`)
    const { code, err } = await run('--statistics')
    expect(code).toBe(0)
    expect(err).toContain('-- what the processes used:\n   up 0.000 s')
    expect(err).toMatch(/terminated .* hello\.Hello\n/)
    const lines = (await run('--statistics', '--json')).out.trim().split('\n')
    const events = lines.map((line) => JSON.parse(line) as { event: string; statistics?: object })
    const told = events.find(({ event }) => event === 'statistics')
    expect(told?.statistics).toMatchObject({ tasks: expect.any(Array) as unknown })
  })
})

describe('what happens is shown', () => {
  test('lines of processes on standard output, denials and the end on standard error', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    expect(await run()).toMatchInlineSnapshot(`
      {
        "code": 0,
        "err": "!  request hello.Client -> hello.Server hello.Greeter.Greet (endpoint greeter): denied by rule 3, assert (message.name != "") (security.psl:20); its condition is false
      -- nothing more can happen after 0.000 s; hello.Server waits for what others do
      ",
        "out": "[hello.Client] Hello, world!
      [hello.Client] rcSecurityDisallow: the security policy denied the operation
      ",
      }
    `)
  })

  test('a crash, with its line; then the exit code is 1', async () => {
    await one(`export default program((kos) => {
  kos.log('before')
  throw new Error('no key')
})
`)
    const { code, out, err } = await run()
    expect([code, out]).toEqual([1, '[hello.Hello] before\n'])
    expect(err).toContain('!! hello.Hello crashed: no key\n')
    expect(err).toMatch(/at .*src\/Hello\.ts:4:9/)
  })

  test('an exit code that is not 0', async () => {
    await one(`export default program(() => 3)\n`)
    expect(await run()).toMatchObject({
      code: 1,
      err: expect.stringContaining('!  hello.Hello ended with code 3\n') as string,
    })
  })

  test('a crash of a process that another one made is no failure of the run', async () => {
    await folder.kos(['new', '.', '--template', 'minimal'])
    folder.write('resources/hello/Child.edl', 'task class hello.Child\n')
    const policy = folder.read('security.psl')
    const use = 'use EDL hello.Hello'
    folder.write('security.psl', policy.replace(use, `${use}\nuse EDL hello.Child`))
    folder.write(
      'src/Child.ts',
      `import { program } from '@kos/libkos'
export default program(() => {
  throw new Error('no luck')
})
`,
    )
    folder.write(
      'src/Hello.ts',
      `import { program } from '@kos/libkos'
export default program(async (kos) => {
  const child = kos.EntityInit({ eiid: 'hello.Child', max_endpoints: 0, flags: 0 })
  kos.EntityRun(child)
  kos.log((await kos.EntityWait(child, 1_000)).reason)
})
`,
    )
    const { code, err } = await run()
    expect(err).toContain('!  hello.Child crashed: no luck\n')
    expect(code).toBe(0)
  })

  test('threads that wait for each other', async () => {
    await one(`import { KosInitializedMutex } from '@kos/libkos'
export default program(async (kos) => {
  const mutex = KosInitializedMutex('journal')
  await kos.KosMutexLock(mutex)
  await kos.KosMutexLock(mutex)
})
`)
    const { code, err } = await run()
    expect(code).toBe(1)
    expect(err).toContain('!! these threads wait for each other, and none will go on:')
    expect(err).toMatch(/src\/Hello\.ts:6/)
  })

  test('who waits in vain', async () => {
    await one(`import { KosInitializedSemaphore } from '@kos/libkos'
export default program(async (kos) => {
  await kos.KosSemaphoreWait(KosInitializedSemaphore(0, 'rung'))
})
`)
    const { code, err } = await run()
    expect(code).toBe(0)
    expect(err).toContain('hello.Hello waits for what others do, of which nobody will do this:')
    expect(err).toContain('rung')
  })

  test('denials that repeat: the first, the 10th, the 100th', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    const text = folder.read('src/Client.ts')
    folder.write('src/Client.ts', text.replace("['world', '']", "Array(120).fill('')"))
    const denials = (await run()).err.split('\n').filter((line) => line.startsWith('!  request'))
    expect(denials.map((line) => /\(\d+ times\)$/.exec(line)?.[0])).toEqual([
      undefined,
      '(10 times)',
      '(100 times)',
    ])
    const json = (await run('--json')).out.trim().split('\n')
    expect(json.filter((line) => line.includes('"denied"'))).toHaveLength(120)
  })

  test('as objects, one a line', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    const { code, out, err } = await run('--json')
    expect([code, err]).toEqual([0, ''])
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string })
    expect(events.map(({ event }) => event).filter((event) => event !== 'exit')).toEqual([
      'line',
      'denied',
      'line',
      'end',
    ])
    expect(events.find(({ event }) => event === 'line')).toMatchObject({
      process: 'hello.Client',
      text: 'Hello, world!',
    })
    expect(events.find(({ event }) => event === 'denied')).toMatchObject({
      source: 'hello.Client',
      destination: 'hello.Server',
      method: 'Greet',
      place: 'security.psl:20',
    })
  })

  test('in colours on a terminal: a colour for each process', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    let out = ''
    await main(['run', '--virtual'], {
      cwd: folder.path,
      out: (text) => (out += text),
      err: () => {},
      isOutTerminal: true,
    })
    expect(out).toContain('\u001B[36m[hello.Client]\u001B[0m Hello, world!')
  })
})

describe('options', () => {
  const sleeper = `export default program(async (kos) => {
  for (let hour = 1; hour <= 3; hour++) {
    await kos.KnSleep(3_600_000)
    kos.log('hour', hour)
  }
})
`

  test('--virtual takes no time, --until says when to stop', async () => {
    await one(sleeper)
    expect((await run()).out.split('\n')).toHaveLength(4)
    expect((await run('--until', '7200000')).out).toBe(
      '[hello.Hello] hour 1\n[hello.Hello] hour 2\n',
    )
    const { code, err } = await run('--until', 'hello.Hello')
    expect([code, err]).toEqual([0, '-- hello.Hello ended after 10800.0 s\n'])
    expect(await run('--until', 'hello.Helo')).toMatchObject({
      code: 2,
      err: 'kos: --until: there is no process hello.Helo; there are: hello.Hello\n',
    })
  })

  test('a process that never ends, with --until, is told', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    const { code, err } = await run('--until', 'hello.Server')
    expect(code).toBe(1)
    expect(err).toContain('!! hello.Server has not ended, and nothing can run any more:')
  })

  test('equal seeds give equal runs', async () => {
    await folder.kos(['new', '.', '--template', 'traffic-light'])
    const [first, second] = [await run('--seed', '7', '--json'), await run('--seed', '7', '--json')]
    expect(first).toEqual(second)
    expect(first.code).toBe(0)
  })

  test('--audit shows audit records, at a level', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    const policy = folder.read('security.psl')
    folder.write(
      'security.psl',
      policy.replace(
        'use EDL Einit',
        'audit profile trace = { 0 : { base : { kss : [] } }, 3 : { base : { kss : ["granted"] } } }\n' +
          'audit default = trace 0\n\nuse EDL Einit',
      ),
    )
    const audits = (text: string): number => text.split('hello.Greeter.Greet').length
    const [quiet, loud] = [await run('--audit'), await run('--audit', '3')]
    expect([quiet.code, loud.code]).toEqual([0, 0])
    expect(audits(loud.err)).toBeGreaterThan(audits(quiet.err))
  })

  test('--trace writes a trace', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    expect((await run('--trace', 'trace.json')).code).toBe(0)
    const events = JSON.parse(folder.read('trace.json')) as { ph: string; args?: unknown }[]
    expect(JSON.stringify(events)).toContain('hello.Client')
    expect(events.length).toBeGreaterThan(10)
  })

  test('--explore finds an order of threads that fails, and repeats it', async () => {
    await one(`import { INFINITE_TIMEOUT, KosInitializedMutex, unwrap } from '@kos/libkos'
export default program(async (kos) => {
  const journal = KosInitializedMutex('journal')
  let seats = 1
  const book = async (own, name) => {
    if (seats === 0) return
    await own.KosMutexLock(journal)
    own.KosMutexUnlock(journal)
    seats--
    if (seats < 0) throw new Error('the seat was sold twice')
  }
  const threads = ['Anna', 'Ben'].map(
    (name) => unwrap(kos.KosThreadCreate(15, 0, book, name, 0)).tid,
  )
  for (const tid of threads) await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
})
`)
    expect((await run()).code).toBe(0)
    const found = await folder.kos(['run', '--explore', '100'])
    expect(found.code).toBe(1)
    expect(found.out).toContain('hello.Hello crashed: the seat was sold twice')
    const again = /or: kos (run .*)\n/.exec(found.out)?.[1]?.split(' ') ?? []
    expect(await folder.kos(again)).toEqual(found)
    const json = JSON.parse((await folder.kos(['run', '--explore', '100', '--json'])).out) as object
    expect(json).toMatchObject({ result: { failure: { violation: { kind: 'crash' } } } })
  })

  test('--explore finds nothing where there is nothing', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    expect(await folder.kos(['run', '--explore', '20', '--seed', '3'])).toEqual({
      code: 0,
      out: '20 schedules ran, and none failed (seed 3)\n',
      err: '',
    })
  })
})

describe('what cannot be run', () => {
  test('has its errors shown', async () => {
    await folder.kos(['new', '.', '--template', 'hello'])
    folder.write('init.yaml', folder.read('init.yaml').replace('target: hello.', 'target: helo.'))
    const { code, out, err } = await run()
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('init.yaml:5:17: error:')
  })

  test('is no folder of a solution', async () => {
    folder.write('other/x.txt', '')
    const runs = [
      await run('other'),
      await run('nope'),
      await run('other/x.txt'),
      await folder.kos(['run', '--virtual', '--real']),
      await folder.kos(['run', '--explore', '2', '--watch']),
      await folder.kos(['run', '--seed', 'x']),
    ]
    expect(runs.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2])
    expect(runs.map(({ err }) => err).join('')).toMatchInlineSnapshot(`
      "kos: there is no init.yaml in other, so it is no solution; kos new other makes one
      kos: there is no folder nope
      kos: other/x.txt is no folder: name that of a solution
      kos: --virtual and --real are one choice
      kos: --explore is without --real, --watch, --trace, --file, --statistics, --machine and --disk
      error: option '--seed <number>' argument 'x' is invalid. It is a whole number.
      Run with --help to see what there is.
      "
    `)
  })
})
