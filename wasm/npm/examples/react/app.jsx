// Shows a hash, which anybody may change, and a counter that all who look at the page have.

import { GlideClient } from "glissade";
import { useLive } from "glissade/react";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

// The bridge is where the page comes from; it knows the server as "server".
const bridge = { url: location.origin.replace("http", "ws"), target: "server" };

function App() {
  const [client, setClient] = useState(null);
  const [hasStock, setHasStock] = useState(true);
  useEffect(() => {
    const connected = GlideClient.createClient({ bridge, requestTimeout: 5_000 });
    connected.then(setClient, console.error);
    return () => void connected.then((client) => client.close(), () => {});
  }, []);
  return (
    <main>
      {hasStock && <Stock client={client} />}
      <Likes client={client} />
      <Likes client={client} />
      <button onClick={() => setHasStock(!hasStock)}>{hasStock ? "Hide" : "Show"} the stock</button>
    </main>
  );
}

function Stock({ client }) {
  const { value, gap, error } = useLive(client, "stock", { as: "hash" });
  if (error) {
    return <p role="alert">{error.message}</p>;
  }
  if (value === undefined) {
    return <p>Loading …</p>;
  }
  return (
    <ul id="stock" aria-busy={gap}>
      {(value ?? []).map(({ field, value }) => <li key={field}>{field}: {value}</li>)}
    </ul>
  );
}

// Both share one subscription and what is read.
function Likes({ client }) {
  const { value } = useLive(client, "likes", { as: "string" });
  return <button onClick={() => client?.incr("likes")}>{value ?? 0} likes</button>;
}

createRoot(document.getElementById("root")).render(<App />);
