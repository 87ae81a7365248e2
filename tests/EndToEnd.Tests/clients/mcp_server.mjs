// A server of MCP on its TypeScript SDK, with a few tools of a shop: mcp_server.mjs PORT [json].
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

const [port, answers] = process.argv.slice(2);
const sessions = new Map();

function shop() {
  const server = new McpServer({ name: 'shop', version: '1' });
  const ada = { name: 'Ada', email: 'judy.planted@example.com' };
  server.registerTool('customer', { description: 'A customer', outputSchema: { name: z.string(), email: z.string() } }, async () => ({ content: [{ type: 'text', text: JSON.stringify(ada) }], structuredContent: ada }));
  server.registerTool('refund', { description: 'Pays back', inputSchema: { amount: z.number() } }, async ({ amount }) => ({ content: [{ type: 'text', text: `paid ${amount}` }] }));
  server.registerTool('drop_all', { description: 'Drops' }, async () => ({ content: [{ type: 'text', text: 'gone' }] }));
  server.registerTool('think', { description: 'Asks the caller for a model' }, async () => {
    try {
      const { model } = await server.server.createMessage({ messages: [{ role: 'user', content: { type: 'text', text: 'Think.' } }], maxTokens: 5 });
      return { content: [{ type: 'text', text: model }] };
    } catch (error) {
      return { content: [{ type: 'text', text: `no model: ${error.message}` }] };
    }
  });
  return server;
}

createServer(async (request, response) => {
  let transport = sessions.get(request.headers['mcp-session-id']);
  if (!transport) {
    transport = new StreamableHTTPServerTransport({ sessionIdGenerator: () => randomUUID(), onsessioninitialized: (id) => sessions.set(id, transport), enableJsonResponse: answers === 'json' });
    await shop().connect(transport);
  }
  await transport.handleRequest(request, response);
}).listen(Number(port), '127.0.0.1');
