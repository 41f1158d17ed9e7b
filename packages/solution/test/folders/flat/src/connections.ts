// What include/connections.h says to programs in C.

export const serverConnection = 'server_connection'
