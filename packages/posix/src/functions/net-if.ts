// The interfaces of the network: net/if.h.

import { EFAULT, ENOBUFS, ENXIO } from '../errno.ts'
import type { NetworkInterfaceAddress } from '../io/network.ts'
import type { Family } from '../runtime/family.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { Out } from '../out.ts'

/** Most bytes of the name of an interface, with the null byte at its end. */
export const IF_NAMESIZE = 16

/** The number and the name of an interface (`struct if_nameindex`). */
export class if_nameindex {
  /** From 1 on; 0 in the last one of a list. */
  readonly if_index: number
  /** null in the last one of a list. */
  readonly if_name: string | null

  constructor(if_index: number, if_name: string | null) {
    this.if_index = if_index
    this.if_name = if_name
  }
}

/** Functions of net/if.h. */
export interface NetIfApi {
  /** Resolves with the number of an interface; 0: there is none of that name. */
  readonly if_nametoindex: (ifname: string) => Promise<number>
  /**
   * Writes the name of an interface to `ifname.value`, and resolves with it. null: ENXIO, there is
   * none of that number; EFAULT, `ifname` is no Out.
   */
  readonly if_indextoname: (
    ifindex: number,
    ifname?: Out<string | null> | null,
  ) => Promise<string | null>
  /** Resolves with the list of all interfaces, and one of number 0 at its end. null: ENOBUFS. */
  readonly if_nameindex: () => Promise<if_nameindex[] | null>
}

/** Gives a list of `if_nameindex` back: nothing is to be done. */
export function if_freenameindex(_ptr: readonly if_nameindex[]): void {}

async function interfacesOf(thread: PosixThread): Promise<readonly NetworkInterfaceAddress[]> {
  const { network } = thread.process
  const found = network === null ? [] : await network.interfaces(thread)
  return typeof found === 'number' ? [] : found
}

/** The interfaces of the network. */
export const netIf: Family<NetIfApi> = {
  if_nametoindex: (thread) => async (ifname) =>
    (await interfacesOf(thread)).findIndex(({ name }) => name === ifname) + 1,
  if_indextoname:
    (thread) =>
    async (ifindex, ifname = null) => {
      if (ifname !== null && !Out.is(ifname)) {
        thread.fail(EFAULT)
        return null
      }
      const name = (await interfacesOf(thread))[ifindex - 1]?.name
      if (name === undefined) {
        thread.fail(ENXIO)
        return null
      }
      Out.put(ifname, name)
      return name
    },
  if_nameindex: (thread) => async () => {
    const { network } = thread.process
    const found = network === null ? [] : await network.interfaces(thread)
    if (typeof found === 'number') {
      thread.fail(ENOBUFS)
      return null
    }
    const list = found.map(({ name }, index) => new if_nameindex(index + 1, name))
    return [...list, new if_nameindex(0, null)]
  },
}
