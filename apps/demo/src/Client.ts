// The client: reads a file block by block through a handle that FileServer transferred to it, checks
// it, and reads once more after the handle was revoked.

import { createHash } from 'node:crypto'
import { connect, formatRetcode, program, rcOk } from '@kos/libkos'
import { findFiles } from './files.ts'
import { BlockSize } from './generated/demo/Files.idl.ts'
import { Gossip } from './generated/demo/Gossip.idl.ts'

export default program(async (kos) => {
  using files = await findFiles(kos)
  using gossip = connect(kos, Gossip, 'gossip', 'gossip')

  const opened = await files.OpenResource({ id: 0 })
  if (opened.rc !== rcOk) return 1
  const { file, size, digest } = opened
  // A handle number is no capability: it means nothing in the handle space of another process.
  await gossip.Tell({ number: file.handle })

  const content = new Uint8Array(size)
  const start = kos.KnGetUpTime()
  for (let offset = 0; offset < size;) {
    const { rc, block } = await files.UseResource({ file: file.handle, offset, length: BlockSize })
    if (rc !== rcOk) return 2
    content.set(block, offset)
    offset += block.length
  }
  const end = kos.KnGetUpTime()
  kos.log(
    `read ${size} bytes in ${Math.ceil(size / BlockSize)} blocks${rate(size, start.time, end.time)}`,
  )
  // Computed at once: a thread that awaited the host for it (`crypto.subtle`) could not run under
  // virtual time.
  const sha256 = createHash('sha256').update(content).digest()
  if (!sha256.equals(digest)) return 3
  kos.log(`SHA-256 ${sha256.toString('hex')}, as FileServer says`)

  await files.CloseResource({ file: file.handle })
  const late = await files.UseResource({ file: file.handle, offset: 0, length: BlockSize })
  kos.log(`reading after close: ${formatRetcode(late.rc)}`)
  kos.KnHandleClose(file.handle)
  return 0
})

interface Time {
  readonly sec: number
  readonly nsec: number
}

function rate(size: number, start: Time | undefined, end: Time | undefined): string {
  if (start === undefined || end === undefined) return ''
  const seconds = end.sec - start.sec + (end.nsec - start.nsec) / 1e9
  // Under virtual time nothing of this takes time.
  if (seconds === 0) return ''
  return `, ${(size / 1e6 / seconds).toFixed(0)} MB/s`
}
