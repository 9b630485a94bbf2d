import { LayerTable } from "graphnn-canvas";

export default LayerTable;
