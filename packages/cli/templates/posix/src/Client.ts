// Fetches the page and prints it. Another port is none of its business: the policy says so.
import {
  AF_INET,
  ECONNREFUSED,
  htonl,
  htons,
  INADDR_LOOPBACK,
  posixMain,
  SOCK_STREAM,
  sockaddr_in,
  timespec,
} from '@kos/posix'

export default posixMain(async (_argc, _argv, p) => {
  // A socket that is connected to a port of this machine; -1 if there is none.
  const connected = async (port = 80) => {
    const address = new sockaddr_in(htons(port), htonl(INADDR_LOOPBACK))
    for (let attempts = 1; ; attempts++) {
      const socket = await p.socket(AF_INET, SOCK_STREAM, 0)
      if ((await p.connect(socket, address)) === 0) return socket
      const reason = p.errno
      await p.close(socket)
      p.errno = reason
      if (reason !== ECONNREFUSED || attempts === 20) return -1
      // The server is about to begin.
      await p.nanosleep(new timespec(0, 10_000_000))
    }
  }

  const socket = await connected(80)
  const stream = socket < 0 ? null : p.fdopen(socket, 'r')
  if (stream === null) {
    await p.perror('port 80')
    return 1
  }
  for (let byte = await p.fgetc(stream); byte >= 0; byte = await p.fgetc(stream))
    await p.putchar(byte)
  await p.fclose(stream)

  if ((await connected(22)) < 0) await p.perror('port 22')
  return 0
})
