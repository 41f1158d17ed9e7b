// The VFS process and its clients: files by path, open files, buffers.

import { ENOENT, O_CREAT, O_RDONLY, O_RDWR } from '@kos/posix'
import { expect, test } from 'vitest'
import { VfsWorld } from './vfs-world.ts'

test('a client writes a file and reads it, in messages and through a buffer', async () => {
  await using world = new VfsWorld()
  world.client('Client')
  await world.act('Client', async (posix) => {
    expect(await posix.open('/none', O_RDONLY)).toBe(-1)
    expect(posix.errno).toBe(ENOENT)
    for (const size of [0, 1, 4095, 4096, 65_536, 65_537, 200_000]) {
      const data = Uint8Array.from({ length: size }, (_, index) => (index * 7) & 0xff)
      const out = await posix.open('/file', O_CREAT | O_RDWR, 0o644)
      expect(out).toBeGreaterThanOrEqual(0)
      expect(await posix.write(out, data)).toBe(size)
      expect(await posix.close(out)).toBe(0)
      const into = await posix.open('/file', O_RDONLY)
      const read = new Uint8Array(size + 10)
      expect(await posix.read(into, read)).toBe(size)
      expect(read.subarray(0, size)).toEqual(data)
      expect(await posix.close(into)).toBe(0)
    }
  })
})
