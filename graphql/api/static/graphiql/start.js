// Starts GraphiQL on this page. A token typed into the header editor is sent as it stands.
const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    isHeadersEditorEnabled: true,
    defaultEditorToolsVisibility: true,
    defaultQuery: "{\n  listings(first: 5) {\n    nodes { title price unit place { fullName } }\n  }\n}\n",
  }),
);
