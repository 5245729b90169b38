// Sets a key and gets it again, through the bridge that this page's own server leads to.
import { GlideClient } from "./glissade/index.js"

const form = document.querySelector("form")
const output = document.querySelector("output")

form.addEventListener("submit", async (event) => {
	event.preventDefault()
	const { token, key, value } = Object.fromEntries(new FormData(form))
	try {
		const client = await GlideClient.createClient({
			bridge: { url: location.origin.replace(/^http/, "ws"), target: "cache", token },
			addresses: [{ host: "cache" }],
		})
		await client.set(key, value)
		output.textContent = `${key} is ${await client.get(key)}`
		client.close()
	} catch (error) {
		output.textContent = String(error)
	}
})
