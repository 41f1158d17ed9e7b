// The conventions of FileServer and its clients besides the interface (`resources/demo/Files.idl`,
// translated by `kos gen`): rights, the service name, and the look-up with the name server.

import { type Kos, OCAP_HANDLE_SPEC, type Proxy, proxyOf, rcOk, unwrap } from '@kos/libkos'
import { Files } from './generated/demo/Files.idl.ts'

/** The right to read, in the specialised part of a handle's mask. */
export const fileRead: number = OCAP_HANDLE_SPEC(1)
/** The right to write. FileServer transfers no handle with it. */
export const fileWrite: number = OCAP_HANDLE_SPEC(2)

/** The name under which FileServer publishes its endpoint. */
export const serviceName = 'files'

/** Time-out in milliseconds for processes that wait for each other at the start. */
export const startTimeout = 5_000

/** Looks up a server of files with the name server, and connects to it: the documented sequence. */
export async function findFiles(kos: Kos): Promise<Proxy<Files>> {
  const { ns } = unwrap(await kos.NsCreate(null, startTimeout))
  let found = await kos.NsEnumServices(ns, Files.$name, 0)
  // The server may not have published yet.
  for (let waited = 0; found.rc !== rcOk && waited < startTimeout; waited++) {
    await kos.KnSleep(1)
    found = await kos.NsEnumServices(ns, Files.$name, 0)
  }
  const { server, service } = unwrap(found)
  const { handle, rsid } = unwrap(await kos.KnCmConnect(server, service, startTimeout))
  return proxyOf(kos, Files, handle, rsid)
}
