// `glob`: path names by pattern, over a small tree.

import {
  EACCES,
  GLOB_ABORTED,
  GLOB_APPEND,
  GLOB_DOOFFS,
  GLOB_ERR,
  GLOB_MARK,
  GLOB_NOCHECK,
  GLOB_NOESCAPE,
  GLOB_NOMATCH,
  GLOB_NOSORT,
  glob_t,
  MemoryFileSystem,
  MountTable,
  Namespace,
  type Posix,
  type PosixOptions,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { LocalFiles } from '../../src/io/local-files.ts'
import { ManualClock } from '../manual-clock.ts'
import { inProcess } from '../posix-world.ts'

const user = { uid: 1000, gid: 1000, groups: [] }

/** A tree, seen by a user without privileges. */
function tree(): PosixOptions {
  const mounts = new MountTable(new MemoryFileSystem({ clock: new ManualClock() }))
  const root = new Namespace(mounts)
  for (const path of ['/src', '/src/a', '/src/b', '/.git', '/private'])
    root.entries.mkdir(null, path, 0o755)
  for (const path of ['/src/a/one.ts', '/src/a/two.js', '/src/b/one.ts', '/src/.hidden', '/a*'])
    root.entries.mknod(null, path, 0o644)
  root.entries.symlink('/nowhere', null, '/src/dangling')
  root.chmod(null, '/private', 0o700)
  return { files: new LocalFiles(new Namespace(mounts, { credentials: user })) }
}

async function found(posix: Posix, pattern: string, flags = 0): Promise<unknown> {
  const pglob = new glob_t()
  const answer = await posix.glob(pattern, flags, null, pglob)
  expect(pglob.gl_pathc).toBe(pglob.gl_pathv.length)
  return answer === 0 ? pglob.gl_pathv.join(' ') : answer
}

describe('glob', () => {
  test.each([
    ['/src/*', '/src/a /src/b /src/dangling'],
    ['/src/.*', '/src/. /src/.. /src/.hidden'],
    ['/*/*/one.ts', '/src/a/one.ts /src/b/one.ts'],
    ['/src/[ab]/*.ts', '/src/a/one.ts /src/b/one.ts'],
    ['src/*/two.??', 'src/a/two.js'],
    ['/src/a', '/src/a'],
    ['/src/*/', '/src/a/ /src/b/'],
    ['//src//*.none', GLOB_NOMATCH],
    ['/src/a/one.ts/*', GLOB_NOMATCH],
    [String.raw`/a\*`, '/a*'],
    ['', GLOB_NOMATCH],
  ])('%s is %s', async (pattern, expected) => {
    expect(await inProcess((posix) => found(posix, pattern), tree())).toBe(expected)
  })

  test('GLOB_MARK marks directories, GLOB_NOCHECK answers the pattern, GLOB_NOESCAPE a backslash', async () => {
    await inProcess(async (posix) => {
      expect(await found(posix, '/src/*', GLOB_MARK)).toBe('/src/a/ /src/b/ /src/dangling')
      expect(await found(posix, '/x/*', GLOB_NOCHECK)).toBe('/x/*')
      expect(await found(posix, String.raw`/a\*`, GLOB_NOESCAPE)).toBe(GLOB_NOMATCH)
      expect(
        String(await found(posix, '/src/*', GLOB_NOSORT))
          .split(' ')
          .toSorted().length,
      ).toBe(3)
    }, tree())
  })

  test('GLOB_APPEND adds, behind the places that GLOB_DOOFFS keeps', async () => {
    await inProcess(async (posix) => {
      const pglob = new glob_t()
      pglob.gl_offs = 2
      await posix.glob('/src/a', GLOB_DOOFFS, null, pglob)
      await posix.glob('/src/b', GLOB_DOOFFS | GLOB_APPEND, null, pglob)
      expect(pglob.gl_pathv).toEqual([null, null, '/src/a', '/src/b'])
      expect(pglob.gl_pathc).toBe(2)
      posix.globfree(pglob)
      expect(pglob.gl_pathv).toEqual([])
    }, tree())
  })

  test('a directory that cannot be read is told, and ends it if that is wanted', async () => {
    await inProcess(async (posix) => {
      const told: unknown[] = []
      const tell = (stop: number) => (path: string, errno: number) => {
        told.push([path, errno])
        return stop
      }
      const pglob = new glob_t()
      expect(await posix.glob('/*/*', 0, tell(0), pglob)).toBe(0)
      expect(pglob.gl_pathc).toBeGreaterThan(0)
      expect(await posix.glob('/*/*', 0, tell(1), pglob)).toBe(GLOB_ABORTED)
      expect(await posix.glob('/*/*', GLOB_ERR, null, pglob)).toBe(GLOB_ABORTED)
      expect(await posix.glob('/private/*', 0, null, pglob)).toBe(GLOB_NOMATCH)
      expect(told).toEqual([
        ['/private/', EACCES],
        ['/private/', EACCES],
      ])
    }, tree())
  })

  test('takes anything', async () => {
    await inProcess(async (posix) => {
      expect(await posix.glob(undefined as never, 0, null, new glob_t())).toBe(GLOB_NOMATCH)
      expect(await posix.glob('*', 0, null, null as never)).toBe(GLOB_NOMATCH)
      posix.globfree(null as never)
    })
  })
})
