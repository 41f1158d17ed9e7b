// A disk as a client has it: a shared buffer, and a connection to the driver. Whole sectors go
// between the disk and the buffer, whose bytes are memory of the client.
//
// The driver may end, and be started again. A request whose answer did not come is made again then:
// it does the same a second time.

import {
  connect,
  type Handle,
  isFailure,
  type Kos,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  nk_handle_desc,
  type Proxy,
  rcInvalidArgument,
  rcNotConnected,
  rcOk,
  rcResourceNotFound,
  type Result,
  type Retcode,
  RetcodeError,
  VMM_FLAG_READ,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { Block, SectorSize } from './generated/kl/drivers/Block.idl.ts'
import { defaultDiskBuffer, driverLookPause, maxDriverLooks } from './limits.ts'

/** A disk, for the thread that opened it. */
export interface Disk extends Disposable {
  /** Where the buffer is in the memory of this process. */
  readonly address: number
  /** Bytes of the buffer. */
  readonly size: number
  /** Sectors of the disk. */
  readonly sectors: number
}

interface Answer {
  readonly rc: Retcode
  readonly error?: { readonly rc: number } | undefined
}

class ConnectedDisk implements Disk {
  sectors = 0
  readonly address: number
  readonly size: number
  readonly buffer: Handle
  readonly #kos: Kos
  readonly #channel: string
  readonly #others: WeakMap<Kos, ConnectedDisk> = new WeakMap()
  #proxy: Proxy<Block> | null = null

  constructor(kos: Kos, channel: string, buffer: Handle, address: number, size: number) {
    this.#kos = kos
    this.#channel = channel
    this.buffer = buffer
    this.address = address
    this.size = size
  }

  /** Makes a call; again while the driver is not there. */
  async ask<A extends Answer>(call: (block: Proxy<Block>) => Promise<A>): Promise<A | Answer> {
    for (let looks = 0; ; looks++) {
      const block = this.#connected()
      const answer: A | Answer = 'rc' in block ? block : await call(block)
      const isGone = answer.rc === rcNotConnected || answer.rc === rcResourceNotFound
      if (!isGone || looks === maxDriverLooks) return answer
      this.#proxy?.[Symbol.dispose]()
      this.#proxy = null
      await this.#kos.KnSleep(driverLookPause)
    }
  }

  /** The same disk and buffer, for another thread of the process; it is not disposed. */
  for(kos: Kos): ConnectedDisk {
    if (kos === this.#kos) return this
    let other = this.#others.get(kos)
    if (other === undefined) {
      other = new ConnectedDisk(kos, this.#channel, this.buffer, this.address, this.size)
      other.sectors = this.sectors
      this.#others.set(kos, other)
    }
    return other
  }

  // The connection stays: a process has it once.
  [Symbol.dispose](): void {
    this.#kos.KnVmUnmap(this.address, this.size)
    this.#kos.KnHandleClose(this.buffer)
  }

  #connected(): Proxy<Block> | Answer {
    try {
      return (this.#proxy ??= connect(this.#kos, Block, this.#channel, 'block'))
    } catch (error) {
      if (error instanceof RetcodeError) return { rc: error.rc }
      throw error
    }
  }
}

/**
 * Opens the disk that a connection leads to, with a buffer of `size` bytes, whole pages: `using
 * disk = unwrap(await openDisk(kos, 'disk0')).disk`.
 *
 * Codes of KnPmmMdlCreate and KnPmmMdlMap, and of the call GetInfo: rcResourceNotFound if there is
 * no such connection.
 */
export async function openDisk(
  kos: Kos,
  channel: string,
  size: number = defaultDiskBuffer,
): Promise<Result<{ readonly disk: Disk }>> {
  const flags = VMM_FLAG_READ | VMM_FLAG_WRITE
  const made = kos.KnPmmMdlCreate(size, flags)
  if (made.rc !== rcOk) return { rc: made.rc }
  const mapped = kos.KnPmmMdlMap(made.handle, 0, size, 0, flags)
  if (mapped.rc !== rcOk) {
    kos.KnHandleClose(made.handle)
    return { rc: mapped.rc }
  }
  const disk = new ConnectedDisk(kos, channel, made.handle, mapped.addr, size)
  const info = await disk.ask((block) => block.GetInfo())
  const rc = codeOf(info)
  if (rc !== rcOk || !('sectors' in info)) {
    disk[Symbol.dispose]()
    return { rc: rc === rcOk ? rcInvalidArgument : rc }
  }
  disk.sectors = Number(info.sectors)
  return { rc: rcOk, disk }
}

/**
 * Reads `count` sectors from number `sector` on into the buffer, from its byte `offset` on.
 *
 * rcOk; rcInvalidArgument: not on the disk, or not in the buffer; codes of the call Read.
 */
export async function readSectors(
  disk: Disk,
  sector: number,
  count: number,
  offset = 0,
): Promise<Retcode> {
  const request = requestOf(disk, sector, count, offset, OCAP_MDL_READ | OCAP_MDL_WRITE)
  if (request === null) return rcInvalidArgument
  return codeOf(await (disk as ConnectedDisk).ask((block) => block.Read(request)))
}

/** Writes sectors from the buffer. Codes as `readSectors`. */
export async function writeSectors(
  disk: Disk,
  sector: number,
  count: number,
  offset = 0,
): Promise<Retcode> {
  const request = requestOf(disk, sector, count, offset, OCAP_MDL_READ)
  if (request === null) return rcInvalidArgument
  return codeOf(await (disk as ConnectedDisk).ask((block) => block.Write(request)))
}

/** What was written before is on the disk afterwards. Codes of the call Flush. */
export async function flushDisk(disk: Disk): Promise<Retcode> {
  return codeOf(await (disk as ConnectedDisk).ask((block) => block.Flush()))
}

/** A disk for another thread of the process that opened it. The buffer is one: they take turns. */
export function diskOf(disk: Disk, kos: Kos): Disk {
  return (disk as ConnectedDisk).for(kos)
}

// The driver gets no more rights than it needs, and can pass the buffer to nobody.
function requestOf(
  disk: Disk,
  sector: number,
  count: number,
  offset: number,
  rights: number,
): Parameters<Proxy<Block>['Read']>[0] | null {
  const isWhole = [sector, count, offset].every((each) => Number.isSafeInteger(each) && each >= 0)
  if (!isWhole || offset + count * SectorSize > disk.size) return null
  const { buffer } = disk as ConnectedDisk
  const lent = nk_handle_desc(buffer, rights)
  return { buffer: lent, offset: BigInt(offset), sector: BigInt(sector), count }
}

function codeOf({ rc, error }: Answer): Retcode {
  const own = error?.rc
  return own !== undefined && isFailure(own) ? own : rc
}
