// The shell of docs/fsh.c in its TypeScript form: what it writes is what the C program wrote, compiled
// by a C compiler and run on Linux with the same input (fsh.in, fsh.out, fsh.err; the texts of errors
// are the system's own).

import { readFileSync } from 'node:fs'
import { LocalFiles, MemoryFileSystem, MountTable, Namespace, strerror } from '@kos/posix'
import { ENOENT, O_CREAT, O_WRONLY, OpenFile } from '@kos/posix'
import { expect, test } from 'vitest'
import { ManualClock } from '../manual-clock.ts'
import { PosixWorld } from '../posix-world.ts'
import { fsh } from './fsh.ts'

function textOf(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}

const notes = 'free as a bird\nno line\nsugar free\nzero\nfree beer\n'

test('the shell writes what the C program writes', async () => {
  await using world = new PosixWorld()
  const namespace = new Namespace(
    new MountTable(new MemoryFileSystem({ clock: new ManualClock() })),
  )
  const file = namespace.open(null, '/notes.txt', O_CREAT | O_WRONLY, 0o644)
  if (!(file instanceof OpenFile)) throw new Error(strerror(-file))
  file.write(Buffer.from(notes))
  file.close()
  world.start(
    fsh({ files: new LocalFiles(namespace) }),
    'fsh',
    {},
    {
      args: ['-v'],
      files: { stdin: Buffer.from(textOf('fsh.in')) },
    },
  )
  const exit = await world.kernel.run({ until: world.kernel.task('fsh') })
  expect(exit).toEqual({ code: 4 })
  const lines = world.lines.map((line) => line.replace('fsh: ', ''))
  const told = lines.filter((line) => line.startsWith('fsh: '))
  const expected = textOf('fsh.err').replaceAll('No such file or directory', strerror(ENOENT))
  expect(`${told.join('\n')}\n`).toBe(expected)
  const rest = lines.filter((line) => !line.startsWith('fsh: '))
  expect(`${rest.join('\n')}\n`).toBe(textOf('fsh.out'))
})
