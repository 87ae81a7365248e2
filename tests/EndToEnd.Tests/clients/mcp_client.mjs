// A client of MCP on its TypeScript SDK: mcp_client.mjs URL TOKEN, then lines of {"tool": ..., "arguments": {...}} on standard input. One line of JSON comes back for each: the tools first, then each result.
import {createInterface} from 'node:readline';
import {Client} from '@modelcontextprotocol/sdk/client/index.js';
import {StreamableHTTPClientTransport} from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [url, token] = process.argv.slice(2);
const client = new Client({name: 'end-to-end', version: '1.0.0'});
await client.connect(new StreamableHTTPClientTransport(new URL(url), {requestInit: {headers: {Authorization: `Bearer ${token}`}}}));
const say = value => console.log(JSON.stringify(value));
say({tools: (await client.listTools()).tools.map(t => t.name)});
for await (const line of createInterface({input: process.stdin})) {
  const {tool, arguments: args} = JSON.parse(line);
  const progress = [];
  try {
    const result = await client.callTool({name: tool, arguments: args ?? {}}, undefined, {timeout: 300_000, onprogress: p => progress.push(p.message)});
    say({tool, isError: result.isError ?? false, text: result.content?.[0]?.text, progress});
  } catch (e) {
    say({tool, failed: e.message});
  }
}
await client.close();
